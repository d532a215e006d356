import type { Response } from 'express';
import { sessionTimes } from '../../domain/staff/session-times.ts';
import { registerPath } from '../../schema/contracts/accounts.ts';

const page = (nonce: string, registers: boolean): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Leadline – sign in</title>
<style nonce="${nonce}">
body { font: 16px/1.5 system-ui, sans-serif; display: grid; place-items: center; min-height: 100vh; margin: 0; background: #f4f5f7; color: #1d2430; }
form { background: #fff; padding: 2rem; border-radius: 8px; box-shadow: 0 1px 8px #0002; width: 20rem; }
h1 { font-size: 1.2rem; margin: 0 0 1rem; }
label { display: block; margin: .75rem 0 .25rem; }
input, button { font: inherit; width: 100%; box-sizing: border-box; padding: .5rem; border: 1px solid #b8bfca; border-radius: 4px; }
[hidden] { display: none; }
button { margin-top: 1.25rem; background: #1d4ed8; border-color: #1d4ed8; color: #fff; cursor: pointer; }
button[type] { margin-top: .5rem; background: none; border-color: transparent; color: #1d4ed8; }
p { min-height: 1.5em; margin: .75rem 0 0; color: #b42318; }
a { display: block; text-align: center; color: #1d4ed8; }
</style>
</head>
<body>
<form hidden>
<h1>Leadline – GraphQL</h1>
<label for="email">E-mail</label>
<input id="email" type="email" autocomplete="username" required autofocus>
<label for="password">Password</label>
<input id="password" type="password" autocomplete="current-password" required>
<button>Sign in</button>
<button type="button">I forgot my password</button>
<p role="alert"></p>
${registers ? `<a href="${registerPath}">Register a business</a>` : ''}
</form>
<script nonce="${nonce}">
const form = document.querySelector('form');
// whoever signed in earlier comes back without a password, if the browser keeps what it is given
const comeBack = async () => {
  const refreshed = await fetch('/api/auth/refresh', { method: 'POST', headers: { 'x-leadline-csrf': '1' } });
  return refreshed.ok && (await fetch('/api/auth/profile')).ok;
};
comeBack().catch(() => false).then((back) => {
  if (back) location.reload();
  else form.hidden = false;
});
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const [email, password] = [...form.querySelectorAll('input')].map((input) => input.value);
  const answer = await fetch('/api/auth/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  if (answer.ok) location.reload();
  else form.querySelector('p').textContent = (await answer.json()).message;
});
form.querySelector('button[type]').addEventListener('click', async () => {
  const email = form.querySelector('input');
  if (!email.reportValidity()) return;
  const answer = await fetch('/api/auth/forgot', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: email.value }),
  });
  const sent = 'If somebody signs in with this address, a link is on its way to it.';
  form.querySelector('p').textContent = answer.ok ? sent : (await answer.json()).message;
});
</script>
</body>
</html>
`;

const send = (response: Response, policy: string, html: string): void => {
  response.setHeader('content-security-policy', `${policy}; frame-ancestors 'none'; base-uri 'none'`);
  response.setHeader('cache-control', 'no-store');
  response.type('html').send(html);
};

/** The page on which a visitor without a session signs in; `registers`: whether a stranger may register a business. */
export const sendSignInPage = (response: Response, nonce: string, registers: boolean): void =>
  send(
    response,
    `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'`,
    page(nonce, registers),
  );

const firstQuery = `# Ctrl-Enter runs this.
{
  viewer { user { name } tenant { name } role }
  leads(first: 10) {
    nodes { id name status journey { story nextActionAt runUrl } }
  }
}
`;

// a query waits for a new session cookie when the old one may be over; the tabs of a browser tell each other of the last
// one, and when there is none the answer of the query says to sign in
const stayIn = `<script>
const refreshEveryMs = ${sessionTimes.accessMs / 2};
const send = window.fetch;
window.fetch = async (...request) => {
  if (Date.now() - Number(localStorage.getItem('leadline:refreshed-at')) > refreshEveryMs) {
    const answer = await send('/api/auth/refresh', { method: 'POST', headers: { 'x-leadline-csrf': '1' } });
    if (answer.ok) localStorage.setItem('leadline:refreshed-at', Date.now());
  }
  return send(...request);
};
</script>`;

/** GraphiQL, whole and from our own server. Its 9 MB are loaded only when somebody opens it. */
export const sendGraphiql = async (response: Response): Promise<void> => {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const html = renderGraphiQL({
    title: 'Leadline – GraphQL',
    endpoint: '/graphql',
    credentials: 'same-origin',
    defaultQuery: firstQuery,
  });
  // its editor starts workers from blobs and compiles grammars
  const policy =
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:";
  send(response, policy, html.replace('<head>', `<head>${stayIn}`));
};
