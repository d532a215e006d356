import type { KeyScope } from '../contracts/key-scopes.ts';

export const roles = ['viewer', 'agent', 'admin'] as const;
export type Role = (typeof roles)[number];

/** A member of staff, by a session of theirs. */
export interface SignedIn {
  tenantId: string;
  userId: string;
  staffKey: string;
  role: Role;
  /** the log-in by which they ask; left out for who asks without one */
  sessionId?: string;
}

/** A member of staff who asks. */
export interface StaffViewer extends SignedIn {
  kind: 'staff';
  /** whether they see only the leads that are theirs or nobody's: an agent, where the tenant wants it so */
  onlyOwnLeads: boolean;
}

/** A system of the business, by an API key: it has no role, only scopes. */
export interface KeyViewer {
  kind: 'key';
  tenantId: string;
  keyId: string;
  scopes: readonly KeyScope[];
}

/** Somebody of the platform inside the one tenant that they entered, where they may do what an admin may. */
export interface SuperAdminViewer {
  kind: 'superAdmin';
  tenantId: string;
  superAdminId: string;
}

/** Who asks, once it is known. Each of them belongs to one tenant for as long as a request lasts. */
export type Viewer = StaffViewer | KeyViewer | SuperAdminViewer;
