import { hash, verify } from '@node-rs/argon2';
import { spelled } from '../../domain/staff/password-rules.ts';

/** The hash of a password as `staff_user.password_hash` keeps it (argon2id with its own salt). */
export const hashPassword = (password: string): Promise<string> => hash(spelled(password));

let decoy: Promise<string> | undefined;

/**
 * Whether the password is the one of this hash. Without a hash, or with one that no password has, it takes the same
 * time to say no: how long an answer takes must not tell which e-mail addresses are known.
 */
export const passwordMatches = async (passwordHash: string | null, password: string): Promise<boolean> => {
  decoy ??= hashPassword('nobody has this password');
  const known = passwordHash?.startsWith('$argon2') ? passwordHash : null;
  const matches = await verify(known ?? (await decoy), spelled(password));
  return known !== null && matches;
};
