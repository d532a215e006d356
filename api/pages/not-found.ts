import type { RequestHandler } from 'express';

const page = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Not found</title>
<style>:root{color-scheme:light dark}body{font:17px/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1.25rem}</style>
<h1>This page does not exist</h1>
<p>The address may be mistyped, or a link in an e-mail may be too old. Please answer the e-mail, and we will help.</p>
</html>`;

/** What no route knows: a page for people, JSON for programs. */
export const notFound: RequestHandler = (request, response) => {
  response.status(404);
  if (request.accepts(['json', 'html']) === 'html') response.type('html').send(page);
  else response.json({ error: 'notFound' });
};
