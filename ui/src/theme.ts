import {
  Button,
  Input,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type MantineThemeOverride,
  createTheme,
  defaultVariantColorsResolver,
} from "@mantine/core";

/** The tokens: the only file that names a colour. Light and dark differ here and nowhere else. */
const shared = {
  "--font": 'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  "--mono": '"JetBrains Mono", ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  "--s1": "4px",
  "--s2": "8px",
  "--s3": "12px",
  "--s4": "16px",
  "--s5": "20px",
  "--s6": "24px",
  "--s8": "32px",
  "--s12": "48px",
  "--r1": "4px",
  "--r2": "6px",
  "--r3": "8px",
  "--r4": "12px",
  "--ease": "cubic-bezier(.2, 0, 0, 1)",
} as const;

const light = {
  "--bg": "#F6F7F9",
  "--surface": "#FFFFFF",
  "--raised": "#FFFFFF",
  "--sunken": "#EFF2F5",
  "--hover": "#F1F4F7",
  "--text": "#0F1720",
  "--text-2": "#44515E",
  "--text-3": "#5F6C79",
  "--border": "#E2E6EB",
  "--border-strong": "#C6CED6",
  "--control": "#7D8995",
  "--accent": "#0A6A80",
  "--accent-hover": "#08566A",
  "--accent-soft": "#E1F1F5",
  "--on-accent": "#FFFFFF",
  "--grid": "#D5DBE1",
  "--edge": "#7D8995",
  "--overlay": "rgb(15 23 32 / .38)",
  "--shadow-1": "0 1px 2px rgb(15 23 32 / .06)",
  "--shadow-2": "0 1px 2px rgb(15 23 32 / .06), 0 6px 20px rgb(15 23 32 / .09)",
  "--shadow-3": "0 2px 6px rgb(15 23 32 / .08), 0 20px 56px rgb(15 23 32 / .20)",
  "--pending": "#5C6873",
  "--pending-soft": "#EEF1F4",
  "--queued": "#4A6076",
  "--queued-soft": "#E6EDF3",
  "--running": "#1B5FD1",
  "--running-soft": "#E5EEFD",
  "--deferred": "#6547C4",
  "--deferred-soft": "#EEEAFB",
  "--awaiting": "#A02C93",
  "--awaiting-soft": "#FBE8F8",
  "--retry": "#8A5A00",
  "--retry-soft": "#FCF1D6",
  "--success": "#17733F",
  "--success-soft": "#E2F4E9",
  "--failed": "#C4232B",
  "--failed-soft": "#FDE8E8",
  "--timedout": "#AD4A08",
  "--timedout-soft": "#FDECDF",
  "--crashed": "#8C1048",
  "--crashed-soft": "#FBE4EE",
  "--cancelled": "#535E69",
  "--cancelled-soft": "#ECEFF2",
  "--skipped": "#626E7A",
  "--skipped-soft": "#F1F3F5",
  "--upstream": "#9A4A50",
  "--upstream-soft": "#F8ECEC",
  "--on-state": "#FFFFFF",
  "--syn-key": "#0A6A80",
  "--syn-str": "#17733F",
  "--syn-num": "#8A5A00",
  "--syn-com": "#5C6873",
  "--syn-tpl": "#6547C4",
  "--syn-punct": "#44515E",
} as const;

const dark = {
  "--bg": "#0B1015",
  "--surface": "#11171D",
  "--raised": "#19212A",
  "--sunken": "#080C10",
  "--hover": "#182029",
  "--text": "#E7ECF1",
  "--text-2": "#AAB6C1",
  "--text-3": "#8795A2",
  "--border": "#222C36",
  "--border-strong": "#364350",
  "--control": "#6B7986",
  "--accent": "#4FBBD3",
  "--accent-hover": "#73CCE0",
  "--accent-soft": "#0F2E38",
  "--on-accent": "#04212A",
  "--grid": "#222C35",
  "--edge": "#6B7986",
  "--overlay": "rgb(0 0 0 / .56)",
  "--shadow-1": "0 1px 2px rgb(0 0 0 / .4)",
  "--shadow-2": "0 1px 2px rgb(0 0 0 / .4), 0 8px 24px rgb(0 0 0 / .45)",
  "--shadow-3": "0 2px 6px rgb(0 0 0 / .5), 0 24px 64px rgb(0 0 0 / .6)",
  "--pending": "#8C99A5",
  "--pending-soft": "#1A222A",
  "--queued": "#9DB2C6",
  "--queued-soft": "#1A2631",
  "--running": "#6FA5FF",
  "--running-soft": "#12233F",
  "--deferred": "#AE97FF",
  "--deferred-soft": "#231D42",
  "--awaiting": "#E98BDD",
  "--awaiting-soft": "#361A33",
  "--retry": "#E2B04A",
  "--retry-soft": "#33270E",
  "--success": "#52C584",
  "--success-soft": "#0F2A1C",
  "--failed": "#FF7B7B",
  "--failed-soft": "#3A171A",
  "--timedout": "#FF9C5C",
  "--timedout-soft": "#382012",
  "--crashed": "#FF7FB0",
  "--crashed-soft": "#3A1427",
  "--cancelled": "#A3AEB9",
  "--cancelled-soft": "#1F272F",
  "--skipped": "#8995A1",
  "--skipped-soft": "#181F26",
  "--upstream": "#DB9A9E",
  "--upstream-soft": "#2E1B1D",
  "--on-state": "#0B1015",
  "--syn-key": "#6CC9DE",
  "--syn-str": "#7CCB9B",
  "--syn-num": "#E2B04A",
  "--syn-com": "#8795A2",
  "--syn-tpl": "#B7A3FF",
  "--syn-punct": "#AAB6C1",
} as const;

/** Mantine's own names, spoken in our tokens; the same words in both schemes. */
const mantine = {
  "--mantine-color-body": "var(--surface)",
  "--mantine-color-text": "var(--text)",
  "--mantine-color-bright": "var(--text)",
  "--mantine-color-dimmed": "var(--text-3)",
  "--mantine-color-placeholder": "var(--text-3)",
  "--mantine-color-anchor": "var(--accent)",
  "--mantine-color-error": "var(--failed)",
  "--mantine-color-default": "var(--surface)",
  "--mantine-color-default-hover": "var(--hover)",
  "--mantine-color-default-color": "var(--text)",
  "--mantine-color-default-border": "var(--border-strong)",
  "--mantine-color-disabled": "var(--sunken)",
  "--mantine-color-disabled-color": "var(--text-3)",
  "--mantine-color-disabled-border": "var(--border)",
  "--mantine-color-petrol-filled": "var(--accent)",
  "--mantine-color-petrol-filled-hover": "var(--accent-hover)",
  "--mantine-color-petrol-light": "var(--accent-soft)",
  "--mantine-color-petrol-light-hover": "var(--accent-soft)",
  "--mantine-color-petrol-light-color": "var(--accent)",
  "--mantine-color-petrol-outline": "var(--accent)",
  "--mantine-color-petrol-outline-hover": "var(--accent-soft)",
  "--mantine-color-petrol-text": "var(--accent)",
  "--mantine-primary-color-contrast": "var(--on-accent)",
} as const;

// Mantine asks for ten shades; we have one accent, which the tokens turn for the dark.
const accent = Array.from({ length: 10 }, () => "var(--accent)") as unknown as MantineColorsTuple;
const danger = Array.from({ length: 10 }, () => "var(--failed)") as unknown as MantineColorsTuple;

// What Mantine's parts take their neutral colours from, in light and in dark.
const gray: MantineColorsTuple = [
  "var(--hover)",
  "var(--sunken)",
  "var(--border)",
  "var(--border)",
  "var(--border-strong)",
  "var(--control)",
  "var(--text-3)",
  "var(--text-2)",
  "var(--text)",
  "var(--text)",
];
const night: MantineColorsTuple = [
  "var(--text)",
  "var(--text-2)",
  "var(--text-3)",
  "var(--control)",
  "var(--border-strong)",
  "var(--hover)",
  "var(--surface)",
  "var(--surface)",
  "var(--sunken)",
  "var(--bg)",
];

export const resolveVariables: CSSVariablesResolver = () => ({
  variables: { ...shared, ...mantine },
  light: { ...light, ...mantine },
  dark: { ...dark, ...mantine },
});

/** Help stands beneath its field, the message about a wrong value beneath that. */
const inputWrapperOrder: ("label" | "input" | "description" | "error")[] = ["label", "input", "description", "error"];

const heights = { compact: "26px", normal: "30px", tall: "36px" } as const;

const duration = { duration: 160, timingFunction: "cubic-bezier(.2, 0, 0, 1)" };

export const theme: MantineThemeOverride = createTheme({
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--mono)",
  headings: { fontFamily: "var(--font)", fontWeight: "600" },
  fontSizes: { xs: "11px", sm: "12px", md: "13px", lg: "14px", xl: "16px" },
  fontWeights: { regular: "400", medium: "500", bold: "600" },
  lineHeights: { xs: "16px", sm: "16px", md: "20px", lg: "20px", xl: "24px" },
  spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "20px" },
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "10px", xl: "12px" },
  defaultRadius: "sm",
  primaryColor: "petrol",
  primaryShade: { light: 6, dark: 6 },
  colors: { petrol: accent, danger, gray, dark: night },
  shadows: {
    xs: "var(--shadow-1)",
    sm: "var(--shadow-1)",
    md: "var(--shadow-2)",
    lg: "var(--shadow-2)",
    xl: "var(--shadow-3)",
  },
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
  variantColorResolver: (input) => {
    if (input.variant === "filled" && input.color === "danger") {
      return {
        background: "var(--failed)",
        hover: "var(--failed)",
        color: "var(--on-state)",
        border: "1px solid transparent",
      };
    }
    if (input.variant === "filled") {
      return {
        background: "var(--accent)",
        hover: "var(--accent-hover)",
        color: "var(--on-accent)",
        border: "1px solid var(--accent)",
      };
    }
    if (input.variant === "subtle") {
      return {
        background: "transparent",
        hover: "var(--hover)",
        color: "var(--text-2)",
        border: "1px solid transparent",
      };
    }
    return defaultVariantColorsResolver(input);
  },
  components: {
    Button: Button.extend({
      defaultProps: { variant: "default", size: "sm" },
      vars: (_theme, props) => ({
        root: {
          "--button-height": heights[props.size === "xs" ? "compact" : props.size === "lg" ? "tall" : "normal"],
          "--button-padding-x": props.size === "xs" ? "8px" : "10px",
          "--button-fz": props.size === "xs" ? "12px" : "13px",
        },
      }),
      styles: { root: { fontWeight: 500 } },
    }),
    ActionIcon: { defaultProps: { variant: "default", size: 26 } },
    Input: Input.extend({
      vars: (_theme, props) => ({
        wrapper: {
          "--input-height": heights[props.size === "xs" ? "compact" : props.size === "lg" ? "tall" : "normal"],
          "--input-fz": "13px",
          "--input-padding-y": "4px",
        },
      }),
    }),
    TextInput: { defaultProps: { size: "sm", inputWrapperOrder } },
    PasswordInput: { defaultProps: { size: "sm", inputWrapperOrder } },
    NumberInput: { defaultProps: { size: "sm", inputWrapperOrder } },
    Textarea: { defaultProps: { size: "sm", inputWrapperOrder } },
    Select: {
      defaultProps: { size: "sm", inputWrapperOrder, checkIconPosition: "right", comboboxProps: { shadow: "md" } },
    },
    MultiSelect: { defaultProps: { size: "sm", inputWrapperOrder } },
    TagsInput: { defaultProps: { size: "sm", inputWrapperOrder } },
    Autocomplete: { defaultProps: { size: "sm", inputWrapperOrder } },
    Switch: { defaultProps: { size: "xs", withThumbIndicator: false } },
    Tooltip: {
      defaultProps: {
        openDelay: 400,
        withArrow: false,
        transitionProps: { duration: 120, transition: "fade" },
        events: { hover: true, focus: true, touch: false },
      },
    },
    Modal: {
      defaultProps: {
        radius: "xl",
        size: 480,
        closeButtonProps: { "aria-label": "Close" },
        centered: false,
        yOffset: "14vh",
        transitionProps: { ...duration, transition: "fade" },
        overlayProps: { color: "var(--overlay)", backgroundOpacity: 1 },
      },
    },
    Menu: { defaultProps: { shadow: "md", radius: "md", transitionProps: { ...duration, transition: "fade" } } },
    Popover: { defaultProps: { shadow: "md", radius: "md", transitionProps: { ...duration, transition: "fade" } } },
    HoverCard: { defaultProps: { shadow: "md", radius: "md", openDelay: 400 } },
    Drawer: {
      defaultProps: {
        closeButtonProps: { "aria-label": "Close" },
        transitionProps: { duration: 200, timingFunction: "cubic-bezier(.2, 0, 0, 1)" },
      },
    },
    Skeleton: { defaultProps: { animate: false } },
  },
});
