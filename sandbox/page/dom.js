export const byId = (id) => document.getElementById(id);
export const time = (at) =>
  new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });
export const day = (at) =>
  new Date(at).toLocaleString([], {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });

export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child !== null));
  return element;
}

export async function post(path, body) {
  const answer = await fetch(path, { method: 'POST', body: JSON.stringify(body) });
  document.dispatchEvent(new Event('acted'));
  return answer.ok;
}

// what a visitor types or has opened must survive the next refresh: a part is drawn anew only when its data changed
const drawn = new Map();
export function draw(id, data, render) {
  const key = JSON.stringify(data);
  if (drawn.get(id) === key) return;
  drawn.set(id, key);
  const place = byId(id);
  const { activeElement } = document;
  const focus = place.contains(activeElement) ? activeElement.dataset.focus : null;
  const typed = new Map(
    [...place.querySelectorAll('input[data-focus]')].map((input) => [input.dataset.focus, input.value]),
  );
  const open = [...place.querySelectorAll('details[open]')].map(({ dataset }) => dataset.keep);
  place.replaceChildren(...render());
  for (const details of place.querySelectorAll('details')) details.open = open.includes(details.dataset.keep);
  for (const input of place.querySelectorAll('input[data-focus]'))
    input.value = typed.get(input.dataset.focus) ?? '';
  if (focus) place.querySelector(`[data-focus="${focus}"]`)?.focus();
  for (const list of place.querySelectorAll('.turns')) list.scrollTop = list.scrollHeight;
}
