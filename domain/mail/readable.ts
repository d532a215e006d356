/** The relative luminance of a colour `#rrggbb`, as WCAG 2 has it. */
export const luminance = (color: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

/** How well two colours can be told apart: 1 to 21; text needs 4.5. */
export const contrast = (one: string, other: string): number => {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
};

/** Black or white, whichever is read better on the colour: on any colour one of them has a contrast of over 4.5. */
export const readableOn = (color: string): '#000000' | '#ffffff' =>
  contrast(color, '#000000') > contrast(color, '#ffffff') ? '#000000' : '#ffffff';
