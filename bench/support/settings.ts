import type { Environment } from '../../local/environment.ts';

const ofTheMachine = [
  ...['PATH', 'HOME', 'LEADLINE_CACHE', 'XDG_CACHE_HOME', 'LOG_LEVEL'],
  // for the Temporal server's first build
  ...['GOPATH', 'GOCACHE', 'GOPROXY', 'GOFLAGS', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'SSL_CERT_FILE'],
];

/** What a measurement takes from the shell: nothing that leads to a database, a server or a vendor of somebody's own. */
export const benchEnvironment = (): Environment =>
  Object.fromEntries(
    ofTheMachine.flatMap((name) => {
      const value = process.env[name];
      return value ? [[name, value]] : [];
    }),
  );
