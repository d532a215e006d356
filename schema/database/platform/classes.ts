import { classed, id, instant, staff } from '../column-classes.ts';
import { SuperAdmin } from './entities.ts';

export const platformClasses = [
  classed(SuperAdmin, {
    id,
    createdAt: instant,
    emailHash: staff,
    name: staff,
    passwordHash: staff,
    passwordSetAt: instant,
    disabledAt: instant,
  }),
];
