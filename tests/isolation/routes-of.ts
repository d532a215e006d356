import type { Express } from 'express';

/** As much of Express's router as names its routes. */
interface Layer {
  route?: { path: string; methods: Record<string, boolean> };
  handle?: { stack?: Layer[] };
  slash: boolean;
  match(path: string): boolean;
}

/** Where routers are mounted, other than at the root: Express keeps a matcher of it and no text. */
const mounts = ['/api/auth'];

const mountOf = (layer: Layer): string => {
  if (layer.slash) return '';
  const mount = mounts.find((each) => layer.match(each));
  if (!mount) throw new Error('a router is mounted somewhere new: name the place in `mounts`');
  return mount;
};

/** Every route of the application, as `GET /health/live`. */
export const routesOf = (app: Express): string[] =>
  walk((app as unknown as { router: { stack: Layer[] } }).router.stack, '');

const walk = (stack: readonly Layer[], prefix: string): string[] =>
  stack.flatMap((layer) => {
    if (layer.handle?.stack && !layer.route) return walk(layer.handle.stack, prefix + mountOf(layer));
    const { route } = layer;
    if (!route) return [];
    return Object.keys(route.methods).map((method) => `${word(method)} ${prefix}${route.path}`);
  });

const word = (method: string): string => (method === '_all' ? 'ALL' : method.toUpperCase());
