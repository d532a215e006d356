import { isGrpcServiceError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, NamespaceNotFoundError, WorkflowNotFoundError } from '@temporalio/common';
import { VendorFailure } from '../../../schema/contracts/failures.ts';
import {
  authRefused,
  rateLimited,
  refused,
  unavailable,
  unsettled,
  type Verdict,
} from '../../vendor-answer.ts';

export const vendor = 'temporal';

/** https://grpc.io/docs/guides/status-codes */
const verdicts: Readonly<Record<number, readonly [code: string, verdict: Verdict]>> = {
  1: ['CANCELLED', unsettled],
  2: ['UNKNOWN', unsettled],
  3: ['INVALID_ARGUMENT', refused],
  4: ['DEADLINE_EXCEEDED', unsettled],
  5: ['NOT_FOUND', refused],
  6: ['ALREADY_EXISTS', refused],
  7: ['PERMISSION_DENIED', authRefused],
  8: ['RESOURCE_EXHAUSTED', rateLimited],
  9: ['FAILED_PRECONDITION', unavailable],
  10: ['ABORTED', unsettled],
  11: ['OUT_OF_RANGE', refused],
  12: ['UNIMPLEMENTED', refused],
  13: ['INTERNAL', unsettled],
  14: ['UNAVAILABLE', unsettled],
  15: ['DATA_LOSS', unsettled],
  16: ['UNAUTHENTICATED', authRefused],
};

const neverConnected = /No connection established|ECONNREFUSED|ENOTFOUND|Name resolution failed/;

/** Whatever the client threw, as a failure in our words. What the server wrote is not kept: it names ids and payloads. */
export function classifyTemporalError(error: unknown): VendorFailure {
  if (error instanceof VendorFailure) return error;
  if (error instanceof WorkflowNotFoundError) return failure(refused, 'NOT_FOUND');
  if (error instanceof NamespaceNotFoundError) return failure(refused, 'NamespaceNotFound');
  if (error instanceof WorkflowUpdateFailedError)
    return failure(refused, failureType(error) ?? 'UpdateFailed');
  const grpc = grpcCause(error);
  const [code, verdict] = (grpc && verdicts[grpc.code]) ?? ['noAnswer', unsettled];
  const nothingSent = code === 'UNAVAILABLE' && neverConnected.test(grpc?.details ?? '');
  return failure(nothingSent ? unavailable : verdict, code);
}

/** What an error means for a command that was sent. */
export type CommandTrouble = 'again' | 'pending' | 'closed' | 'failed';

const later = new Set([
  'UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'CANCELLED',
  'RESOURCE_EXHAUSTED',
  'ABORTED',
  'noAnswer',
]);

/** A command that met a journey on its way into a new run is sent again; one without an answer stays pending. */
export function troubleOf(error: unknown): CommandTrouble {
  // the run ended between taking the update and answering it: the next run answers the same command id
  if (failureType(error) === 'AcceptedUpdateCompletedWorkflow') return 'again';
  // `update … not found` is the old run's word for an update that it never took
  if (error instanceof WorkflowNotFoundError) return /update/i.test(error.message) ? 'again' : 'closed';
  const { code } = classifyTemporalError(error);
  if (code === 'FAILED_PRECONDITION') return 'again';
  return later.has(code) ? 'pending' : 'failed';
}

const failure = (verdict: Verdict, code: string): VendorFailure =>
  new VendorFailure({ vendor, ...verdict, code });

function failureType(error: unknown): string | null {
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : null;
  const type = cause instanceof ApplicationFailure ? cause.type : null;
  return type && /^[\w.]{1,64}$/.test(type) ? type : null;
}

function grpcCause(error: unknown): { code: number; details: string } | null {
  for (
    let current = error, depth = 0;
    current instanceof Error && depth < 5;
    current = current.cause, depth++
  )
    if (isGrpcServiceError(current)) return current;
  return null;
}
