/** The colours of every e-mail beside the tenant's own; each pair of text and ground has a contrast of at least 4.5. */
export const palette = {
  light: { page: '#f3f4f5', card: '#ffffff', ink: '#22262a', quiet: '#565f67' },
  dark: { page: '#16181b', card: '#22262a', ink: '#ececec', quiet: '#a9b0b7' },
} as const;
