/** What a list of leads shows at once: twenty of them, and with each what staff look at. */
export const screen = `{
  leads(first: 20) {
    nodes {
      id name phone email status score interest language createdAt
      assignedTo { name }
      journey { step story nextAction nextActionAt attempts }
      calls(first: 2) { nodes { number direction outcome answeredBy durationSeconds } }
      appointments { startsAt endsAt state staff { name } }
      messages(first: 2) { nodes { direction channel subject text at } }
      emails(first: 2) { nodes { template state subject } }
      timeline(first: 5) { nodes { at kind actor } }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** One page of a list in one of its orders. */
export const page = (sort: string, part: string): string =>
  `{ leads(sort: ${sort}, ${part}) {
    edges { cursor }
    nodes { id name phone email status score nextAction: journey { nextActionAt } }
    pageInfo { startCursor hasNextPage }
  } }`;
