import { interpolateOranges } from 'd3';

/** Grafana's settings of a heatmap's colours. */
export interface Scheme {
  mode: string;
  scheme: string;
  reverse: boolean;
  scale: string;
  exponent: number;
  steps: number;
}

export interface HeatColours {
  all: string[];
  of(count: number): string;
}

const SCHEMES: Record<string, (share: number) => string> = { Oranges: interpolateOranges };

/** Colours for counts from 0 to the most; on a dark page the largest are the lightest. */
export function heatColours(scheme: Scheme, most: number, isDark: boolean): HeatColours {
  const interpolate = SCHEMES[scheme.scheme];
  if (scheme.mode !== 'scheme' || scheme.scale !== 'exponential' || !interpolate) {
    throw new Error(`there is no heatmap in these colours: ${JSON.stringify(scheme)}`);
  }
  const fromLight = scheme.reverse === isDark;
  const all = Array.from({ length: scheme.steps }, (_, step) => {
    const share = step / (scheme.steps - 1);
    return interpolate(fromLight ? share : 1 - share);
  });
  return { all, of: (count) => all[Math.round((all.length - 1) * (Math.min(count, most) / most) ** scheme.exponent)] };
}
