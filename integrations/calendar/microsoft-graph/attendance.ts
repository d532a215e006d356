import type { Client } from '@microsoft/microsoft-graph-client';
import { asking } from '../../asking.ts';
import type { Attendee } from '../port.ts';
import { classifyGraphError, unlessGone } from './errors.ts';

const ask = asking(classifyGraphError);

interface Listed {
  value: { id: string }[];
}

interface AttendanceRecord {
  emailAddress?: string | null;
  totalAttendanceInSeconds?: number | null;
  role?: string | null;
}

/**
 * Who was in a Teams meeting, over all its reports: a meeting that was left by all and entered again has several. Null
 * while there is none. Online meetings are asked for by the user's object id; the address is not taken for one.
 */
export async function readAttendance(
  graph: Client,
  organiser: string,
  joinUrl: string,
): Promise<Attendee[] | null> {
  const get = <T>(path: string): Promise<T | null> => unlessGone(ask<T>(() => graph.api(path).get()));
  const user = await get<{ id: string }>(`/users/${encodeURIComponent(organiser)}?$select=id`);
  if (!user) return null;
  const meetings = `/users/${user.id}/onlineMeetings`;
  const filter = encodeURIComponent(`JoinWebUrl eq '${joinUrl.replaceAll("'", "''")}'`);
  const [meeting] = (await get<Listed>(`${meetings}?$filter=${filter}`))?.value ?? [];
  if (!meeting) return null;
  const reports = `${meetings}/${encodeURIComponent(meeting.id)}/attendanceReports`;
  const known = (await get<Listed>(reports))?.value ?? [];
  const found: Attendee[] = [];
  for (const { id } of known) {
    const records = await get<{ value: AttendanceRecord[] }>(
      `${reports}/${encodeURIComponent(id)}/attendanceRecords`,
    );
    found.push(...(records?.value ?? []).map(toAttendee));
  }
  return known.length > 0 ? found : null;
}

const toAttendee = ({ emailAddress, totalAttendanceInSeconds, role }: AttendanceRecord): Attendee => ({
  address: emailAddress?.toLowerCase() ?? null,
  seconds: totalAttendanceInSeconds ?? 0,
  isOrganiser: role === 'Organizer',
});
