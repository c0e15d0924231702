import { dateTime, rangeUtil } from '@grafana/data';

/** The time that a picture shows, in milliseconds since 1970. */
export interface TimeWindow {
  from: number;
  to: number;
}

/** How finely a panel asks, in milliseconds. */
export interface Resolution {
  /** Between two points. */
  interval: number;
  /** What `rate` looks back: at least four scrapes, so that none of its windows holds less than two samples. */
  rateInterval: number;
}

const SCRAPES_IN_A_RATE = 4;

/** As Grafana reckons: a point for each pixel at most, and none between two scrapes. */
export function resolution(window: TimeWindow, pixels: number, scrapeInterval: number): Resolution {
  const range = { from: dateTime(window.from), to: dateTime(window.to), raw: { from: '', to: '' } };
  const interval = rangeUtil.calculateInterval(range, pixels, `${scrapeInterval}ms`).intervalMs;
  return { interval, rateInterval: Math.max(interval + scrapeInterval, SCRAPES_IN_A_RATE * scrapeInterval) };
}

/** The window moved to whole multiples of the interval, so that the next picture's points are the same ones. */
export function aligned(window: TimeWindow, interval: number): TimeWindow {
  const whole = (time: number) => Math.floor(time / interval) * interval;
  return { from: whole(window.from), to: whole(window.to) };
}

/** Milliseconds of a Prometheus duration such as `15s` or `1m30s`. */
export function milliseconds(duration: string): number {
  const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
  if (!/^(\d+(ms|[smhdw]))+$/.test(duration)) {
    throw new Error(`not a duration: "${duration}"; write it like 30s, 15m or 1h30m`);
  }
  return [...duration.matchAll(/(\d+)(ms|[smhdw])/g)].reduce((sum, part) => sum + Number(part[1]) * units[part[2]], 0);
}
