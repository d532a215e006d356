/**
 * Whether the lead gets an e-mail of ours about a new booking. Who booked in a call reads of it in the mail about the call,
 * and the vendor's invitation brings the link: a third mail would only repeat them.
 */
export const isConfirmedByMail = (booking: {
  state: string;
  v: number;
  /** who chose the time: the lead, the model in a call, or a member of staff */
  bookedBy: string;
  vendorInvites: boolean;
}): boolean =>
  booking.v === 1 &&
  (booking.state === 'reserved' || booking.state === 'confirmed') &&
  !(booking.bookedBy === 'model' && booking.vendorInvites);
