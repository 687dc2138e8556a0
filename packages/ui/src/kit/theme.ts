/**
 * The looks, in one place: dense, quiet, one accent. Plain objects and string keys only: importing a component here would put it into the first load.
 * Shade 6 of every tuple has 4.5:1 on white, because `autoContrast` and the outline variants take it for text.
 */
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'
import { toItsEnds } from './menu-keys.ts'
import { withinWindow } from './within-window.ts'

const gray: MantineColorsTuple = [
  '#fafafa',
  '#f4f4f5',
  '#ececee',
  '#e4e4e7',
  '#d2d2d8',
  '#a3a3ad',
  '#686872',
  '#52525b',
  '#3f3f46',
  '#1c1c20',
]
const dark: MantineColorsTuple = [
  '#ececef',
  '#d8d8dd',
  '#a6a6b0',
  '#85858f',
  '#313137',
  '#2a2a30',
  '#222227',
  '#1b1b1f',
  '#131316',
  '#0d0d10',
]
const indigo: MantineColorsTuple = [
  '#eef0ff',
  '#e0e3fd',
  '#c3c8f9',
  '#a2a9f3',
  '#858cec',
  '#6b72e2',
  '#4f56cf',
  '#454bb8',
  '#3b409c',
  '#2f3380',
]
const blue: MantineColorsTuple = [
  '#eaf2ff',
  '#d6e5fd',
  '#aecbfa',
  '#83aef6',
  '#5c93ef',
  '#3f7ee6',
  '#2563cb',
  '#1f54ad',
  '#1b488f',
  '#173a70',
]
const violet: MantineColorsTuple = [
  '#f5efff',
  '#e9ddfd',
  '#d3bbf9',
  '#bb95f3',
  '#a976ea',
  '#9a5fe0',
  '#8240cc',
  '#6f35b0',
  '#5c2c92',
  '#492375',
]
const green: MantineColorsTuple = [
  '#e8f6ef',
  '#d1edde',
  '#a3dabe',
  '#6fc49a',
  '#44ad7a',
  '#2b9964',
  '#117a4b',
  '#0e673f',
  '#0b5534',
  '#084328',
]
const orange: MantineColorsTuple = [
  '#fff3e2',
  '#ffe6c4',
  '#fdcb8b',
  '#f9ab4d',
  '#ef8d1d',
  '#d97706',
  '#a95403',
  '#8f4503',
  '#763903',
  '#5d2d02',
]
const red: MantineColorsTuple = [
  '#fdeded',
  '#fbdada',
  '#f6b5b5',
  '#f08c8c',
  '#e86464',
  '#dc4444',
  '#c02626',
  '#a61e1e',
  '#8a1919',
  '#6e1414',
]
const teal: MantineColorsTuple = [
  '#e5f6f5',
  '#cbecea',
  '#98d9d6',
  '#61c3be',
  '#37aca7',
  '#1c9590',
  '#0b7672',
  '#096360',
  '#07514f',
  '#053f3d',
]
const pink: MantineColorsTuple = [
  '#fdedf5',
  '#fadaea',
  '#f4b3d2',
  '#ed88b7',
  '#e4639f',
  '#d7478a',
  '#b92b6e',
  '#9f245e',
  '#841e4e',
  '#69183e',
]
const yellow: MantineColorsTuple = [
  '#fdf7df',
  '#fbeeb9',
  '#f5dd7c',
  '#ecc83f',
  '#dcb11a',
  '#c19808',
  '#876900',
  '#715800',
  '#5c4800',
  '#483800',
]

const control = { wrapper: { '--input-height': '30px', '--input-fz': '13px' } }

/** @param close how the buttons that close are called */
export const themeWith = (close: string) =>
  createTheme({
    colors: { gray, dark, indigo, blue, violet, green, orange, red, teal, pink, yellow },
    primaryColor: 'indigo',
    primaryShade: 6,
    autoContrast: false,
    black: '#1c1c20',
    fontFamily: "'Inter Variable', system-ui, sans-serif",
    fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
    fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
    lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
    spacing: { xs: '8px', sm: '12px', md: '16px', lg: '20px', xl: '32px' },
    radius: { xs: '4px', sm: '6px', md: '6px', lg: '8px', xl: '16px' },
    defaultRadius: 'sm',
    headings: {
      fontWeight: '600',
      sizes: {
        h1: { fontSize: '16px', lineHeight: '24px' },
        h2: { fontSize: '16px', lineHeight: '22px' },
        h3: { fontSize: '13px', lineHeight: '18px' },
        h4: { fontSize: '13px', lineHeight: '18px' },
      },
    },
    shadows: {
      xs: '0 1px 2px rgb(0 0 0 / 6%)',
      sm: '0 2px 6px rgb(0 0 0 / 8%)',
      md: '0 6px 20px rgb(0 0 0 / 12%), 0 1px 3px rgb(0 0 0 / 8%)',
      lg: '0 12px 32px rgb(0 0 0 / 16%)',
      xl: '0 20px 48px rgb(0 0 0 / 20%)',
    },
    cursorType: 'pointer',
    focusRing: 'auto',
    respectReducedMotion: true,
    components: {
      Input: {
        defaultProps: { size: 'xs' },
        vars: (_theme: unknown, props: { multiline?: boolean }) =>
          props.multiline ? { wrapper: { '--input-fz': '13px' } } : control,
      },
      InputWrapper: {
        defaultProps: { size: 'sm', inputWrapperOrder: ['label', 'input', 'description', 'error'] },
        // Names are quiet beside what is written; red is for what is wrong, not for what is needed.
        styles: {
          label: { fontSize: 12, lineHeight: '16px', fontWeight: 500, marginBottom: 4, color: 'var(--mantine-color-dimmed)' },
          required: { color: 'inherit' },
          error: { fontSize: 12 },
          description: { fontSize: 12, marginTop: 4 },
        },
      },
      Button: {
        defaultProps: { size: 'xs' },
        vars: (_theme: unknown, props: { size?: string }) =>
          props.size === 'xs' || props.size === undefined
            ? { root: { '--button-height': '28px', '--button-fz': '13px', '--button-padding-x': '10px' } }
            : { root: {} },
        styles: { root: { fontWeight: 500 } },
      },
      ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' }, vars: () => ({ root: {} }) },
      Badge: { styles: { root: { textTransform: 'none', fontWeight: 500 } } },
      Select: { defaultProps: { size: 'xs' } },
      MultiSelect: { defaultProps: { size: 'xs' } },
      SegmentedControl: { defaultProps: { withItemsBorders: false } },
      Kbd: { styles: { root: { fontFamily: 'inherit', fontSize: 11, fontWeight: 500, borderBottomWidth: 1, padding: '0 4px' } } },
      Tooltip: {
        defaultProps: { openDelay: 400, transitionProps: { duration: 80 }, withArrow: false, fz: 12, maw: 420, multiline: false },
      },
      // The placeholder that would take the first focus is no child that a menu may have; the menu itself takes it as well.
      Menu: {
        defaultProps: {
          transitionProps: { duration: 80 },
          shadow: 'md',
          radius: 'lg',
          withInitialFocusPlaceholder: false,
          middlewares: withinWindow,
        },
        styles: { dropdown: { maxHeight: 'var(--room)', overflowY: 'auto' } },
      },
      MenuDropdown: { defaultProps: { onKeyDown: toItsEnds } },
      Popover: { defaultProps: { transitionProps: { duration: 80 }, shadow: 'md', radius: 'lg' } },
      Combobox: { defaultProps: { transitionProps: { duration: 80 }, shadow: 'md' } },
      Modal: {
        defaultProps: {
          radius: 'lg',
          centered: true,
          // Beneath the banner of a view, which stays above everything.
          yOffset: 'calc(5dvh + var(--viewing-height, 0px))',
          transitionProps: { duration: 100 },
          closeButtonProps: { 'aria-label': close },
          overlayProps: {
            backgroundOpacity: 0.35,
            // The second half of the double click that opened it closes nothing.
            onClickCapture: (event: MouseEvent) => {
              if (event.detail > 1) event.stopPropagation()
            },
          },
        },
        styles: { title: { fontSize: 16, fontWeight: 600, lineHeight: '22px' } },
      },
      Drawer: { defaultProps: { transitionProps: { duration: 100 }, closeButtonProps: { 'aria-label': close } } },
      Checkbox: { defaultProps: { size: 'xs', radius: 'xs' }, styles: { description: { fontSize: 12 } } },
      Avatar: { defaultProps: { color: 'gray', variant: 'light' } },
      Skeleton: { defaultProps: { radius: 'sm' } },
      Notification: { defaultProps: { closeButtonProps: { 'aria-label': close } } },
    },
  })

/** What Mantine derives too pale for 4.5:1, and the surfaces: canvas, sidebar, hairline. Dark is its own palette. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    '--surface-selected': 'color-mix(in srgb, var(--mantine-color-indigo-5) 10%, var(--mantine-color-body))',
    '--dot-gray': '#8a8a94',
    '--dot-blue': '#4c8bf0',
    '--dot-violet': '#9f5ce0',
    '--dot-green': '#2f9e63',
    '--dot-orange': '#d97706',
    '--dot-red': '#e5484d',
  },
  light: {
    '--mantine-color-dimmed': gray[6],
    '--mantine-color-placeholder': '#74747e',
    '--mantine-color-default-border': gray[3],
    '--mantine-color-default-hover': gray[1],
    '--mantine-color-gray-light': gray[1],
    '--mantine-color-gray-light-hover': gray[2],
    '--mantine-color-gray-light-color': gray[8],
    '--mantine-color-red-light': red[1],
    '--mantine-color-red-light-color': red[7],
    '--mantine-color-orange-light': orange[1],
    '--mantine-color-orange-light-color': orange[7],
    '--mantine-color-green-light': green[0],
    '--mantine-color-green-light-color': green[7],
    '--mantine-color-blue-light': blue[0],
    '--mantine-color-blue-light-color': blue[7],
    '--mantine-color-violet-light': violet[0],
    '--mantine-color-violet-light-color': violet[7],
    '--mantine-color-error': red[6],
    '--surface-side': gray[0],
    '--surface-side-selected': '#ededf0',
    '--surface-tint': gray[1],
    '--surface-row-hover': '#f8f8f9',
    '--surface-bar': '#ececee',
  },
  dark: {
    '--mantine-color-dimmed': dark[2],
    '--mantine-color-placeholder': '#8e8e98',
    '--mantine-color-default': '#222227',
    '--mantine-color-default-border': dark[4],
    '--mantine-color-default-hover': dark[5],
    '--mantine-color-gray-light': dark[5],
    '--mantine-color-gray-light-hover': dark[4],
    '--mantine-color-gray-light-color': dark[0],
    '--mantine-color-gray-6': '#9d9da7',
    '--mantine-color-red-light': '#5c1616',
    '--mantine-color-red-light-color': '#ffc9c9',
    '--mantine-color-orange-light': '#5e3206',
    '--mantine-color-orange-light-color': '#fdd9a8',
    '--mantine-color-green-light': '#0f4029',
    '--mantine-color-green-light-color': '#a9e3c5',
    '--mantine-color-blue-light': '#173561',
    '--mantine-color-blue-light-color': '#bcd5fb',
    '--mantine-color-violet-light': '#3d2160',
    '--mantine-color-violet-light-color': '#dcc5fa',
    '--mantine-color-indigo-light': '#2a2c52',
    '--mantine-color-indigo-light-color': '#c3c8f9',
    '--mantine-color-error': red[3],
    '--mantine-color-anchor': indigo[3],
    '--surface-side': dark[8],
    '--surface-side-selected': dark[6],
    '--surface-tint': dark[5],
    '--surface-row-hover': '#212126',
    '--surface-bar': dark[4],
    '--surface-selected': '#26284a',
  },
})
