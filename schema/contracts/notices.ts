/** A mail to a member of staff or for a log-in: its row holds recipient, kind and words. */
export interface NoticeRef {
  tenantId: string;
  noticeId: string;
}

/** The id of the workflow that sends a notice: a second start finds the first. */
export const notifyPersonId = ({ tenantId, noticeId }: NoticeRef): string => `notice/${tenantId}/${noticeId}`;

export interface NoticeActivities {
  /** Sends the notice once, by its ledger row; a second time it answers what became of it. */
  notifyPerson(notice: NoticeRef): Promise<{ kind: 'sent' | 'skipped' }>;
}
