import type { TimeWindow } from './window';
import { milliseconds } from './window';

export type Labels = Record<string, string>;

/** A series and its samples: seconds since 1970, and the value as text. */
export interface Series {
  metric: Labels;
  values: Array<[number, string]>;
}

/** Prometheus over its HTTP API. Every failure is an error with Prometheus' own words. */
export class Prometheus {
  constructor(private readonly url: string) {}

  async instant(query: string, time: number): Promise<Series[]> {
    const data = await this.ask('query', { query, time: seconds(time) });
    if (data.resultType === 'scalar') {
      return [{ metric: {}, values: [data.result] }];
    }
    return data.result.map((series: { metric: Labels; value: [number, string] }) => ({
      metric: series.metric,
      values: [series.value],
    }));
  }

  /** @param step milliseconds */
  async range(query: string, window: TimeWindow, step: number): Promise<Series[]> {
    const times = { start: seconds(window.from), end: seconds(window.to), step: seconds(step) };
    return (await this.ask('query_range', { query, ...times })).result;
  }

  async labelValues(selector: string, label: string, window: TimeWindow): Promise<string[]> {
    const times = { start: seconds(window.from), end: seconds(window.to) };
    return this.ask(`label/${label}/values`, { 'match[]': selector, ...times }, 'GET');
  }

  /** What it scrapes targets at that say nothing else, in milliseconds. */
  async scrapeInterval(): Promise<number> {
    const { yaml } = await this.ask('status/config', {}, 'GET');
    const found = /^global:\n(?: +.*\n)*? +scrape_interval: (\S+)$/m.exec(yaml);
    return milliseconds(found?.[1] ?? '1m');
  }

  private async ask(path: string, parameters: Record<string, string>, method = 'POST'): Promise<any> {
    const form = new URLSearchParams(parameters);
    const address = `${this.url.replace(/\/$/, '')}/api/v1/${path}`;
    let answer: Response;
    try {
      answer = await fetch(method === 'GET' ? `${address}?${form}` : address, method === 'GET' ? {} : { method, body: form });
    } catch (failure) {
      throw new Error(`Prometheus does not answer at ${this.url}: ${(failure as Error).cause ?? failure}`);
    }
    const body = await answer.text();
    let content: { status?: string; error?: string; data?: unknown };
    try {
      content = JSON.parse(body);
    } catch {
      throw new Error(`${this.url} is not a Prometheus: HTTP ${answer.status}, ${body.slice(0, 200)}`);
    }
    if (content.status !== 'success') {
      throw new Error(`Prometheus refused: ${content.error} (${JSON.stringify(parameters)})`);
    }
    return content.data;
  }
}

function seconds(milliseconds: number): string {
  return String(milliseconds / 1000);
}
