import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** Pine green: the one accent. Shade 7 on white and 4 on the dark ground pass 4.5:1. */
const pine: MantineColorsTuple = [
  '#eef7f4',
  '#dcece7',
  '#b6d9cf',
  '#8cc5b5',
  '#6ab49f',
  '#479a84',
  '#2f8370',
  '#1f6a5a',
  '#175347',
  '#0e3d34',
];

/** Warm greys, so large quiet areas look like paper rather than like a machine. */
const stone: MantineColorsTuple = [
  '#faf9f6',
  '#f3f2ee',
  '#e8e6e0',
  '#dad7cf',
  '#c6c2b8',
  '#a09c91',
  '#7c786e',
  '#5f5c54',
  '#403e39',
  '#262521',
];

/** The dark ground: 7 is the page, 6 a card, 4 a border, 0 the text. */
const night: MantineColorsTuple = [
  '#e4e3dd',
  '#c9c8c1',
  '#a5a49c',
  '#767670',
  '#40423e',
  '#2f312e',
  '#222421',
  '#191b19',
  '#131413',
  '#0d0e0d',
];

/** For what destroys. White on shades 6 and 7 passes 4.5:1. */
const brick: MantineColorsTuple = [
  '#fcecea',
  '#f9d7d3',
  '#f2b1aa',
  '#ec8f85',
  '#e5766b',
  '#d9503f',
  '#c4392d',
  '#b3261e',
  '#961f18',
  '#741711',
];

export const theme = createTheme({
  colors: { pine, gray: stone, dark: night, red: brick },
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily:
    "ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, 'Noto Sans Devanagari', 'Nirmala UI', 'Kohinoor Devanagari', sans-serif",
  fontFamilyMonospace:
    "ui-monospace, 'SF Mono', 'Cascadia Code', 'Roboto Mono', Menlo, Consolas, monospace",
  headings: { fontWeight: '600' },
  components: {
    // The placeholder is a focusable element that is no menu item, which menus may not have.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
  },
});

/** Mantine's own words for our palette (see global.css), in both schemes. */
export const cssVariables: CSSVariablesResolver = () => {
  const palette = {
    '--mantine-color-body': 'var(--ground)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-soft)',
    '--mantine-color-error': 'var(--danger)',
    '--mantine-color-placeholder': 'var(--ink-faint)',
    '--mantine-color-default-border': 'var(--line)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--hover)',
  };
  return { variables: {}, light: palette, dark: palette };
};
