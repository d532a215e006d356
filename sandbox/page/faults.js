import { byId, draw, make, post } from './dom.js';

/** Faults that are set, and a form to set one: a vendor that misbehaves, for everybody or for one number or address. */
export function drawFaults(faults) {
  draw('faults', faults, () =>
    faults.length
      ? faults.map(({ vendor, operation, kind, times, about }) =>
          make('span', {
            className: 'badge bad',
            textContent: `${vendor} ${operation}: ${kind} × ${times}${about ? ` for ${about}` : ''}`,
          }),
        )
      : [make('span', { className: 'quiet', textContent: 'No faults are set.' })],
  );
}

byId('fault').onsubmit = async (event) => {
  event.preventDefault();
  const { vendor, operation, kind, times, about } = Object.fromEntries(new FormData(event.target));
  const set = await post('/_sandbox/faults', {
    vendor,
    operation: operation.trim() || '*',
    kind,
    times: Number(times),
    ...(about.trim() && { about: about.trim() }),
    ...(kind === 'outage' && { params: { ms: 10_000 } }),
  });
  byId('fault-state').textContent = set ? 'Set.' : 'The fault was not taken.';
};
byId('no-faults').onclick = async () => {
  await fetch('/_sandbox/faults', { method: 'DELETE' });
  document.dispatchEvent(new Event('acted'));
};
