import type { Variable } from './dashboard';
import type { Resolution, TimeWindow } from './window';

/** The chosen value of a variable: what a query gets and what a reader sees. */
export interface Choice {
  label: string;
  text: string;
  query: string;
}

export type Choices = Map<string, Choice>;

/** Looks up the values of a label among the series that a selector picks. */
export type LabelValues = (selector: string, label: string) => Promise<string[]>;

const LABEL_VALUES = /^label_values\((.+),\s*([A-Za-z_]\w*)\)$/s;
const VARIABLE = /\$\{?([A-Za-z_]\w*)\}?/g;
const REGEX_CHARACTERS = /[\\^$*+?.()|[\]{}]/g;

/**
 * Chooses a value for each variable of a query, in order, as later ones depend on earlier ones: the wished one, else all where a reader may choose all,
 * else the first that there is.
 */
export async function choose(variables: Variable[], wishes: Map<string, string>, labelValues: LabelValues): Promise<Choices> {
  const choices: Choices = new Map();
  for (const variable of variables.filter((candidate) => candidate.type === 'query')) {
    const label = variable.label ?? variable.name;
    const wish = wishes.get(variable.name);
    if (wish === undefined && variable.includeAll) {
      choices.set(variable.name, { label, text: 'All', query: variable.allValue ?? '.*' });
      continue;
    }
    const text = wish ?? (await first(variable, choices, labelValues));
    choices.set(variable.name, { label, text, query: regex(text) });
  }
  return choices;
}

async function first(variable: Variable, choices: Choices, labelValues: LabelValues): Promise<string> {
  const query = typeof variable.query === 'string' ? variable.query : variable.query.query;
  const parts = LABEL_VALUES.exec(query);
  if (!parts) {
    throw new Error(`variable ${variable.name}: cannot read its query: ${query}`);
  }
  const values = await labelValues(replace(parts[1], asValues(choices)), parts[2]);
  if (values.length === 0) {
    throw new Error(`variable ${variable.name}: Prometheus has no value for it: ${query}`);
  }
  return [...values].sort()[0];
}

/** Text in a query's regular expression inside a string: escaped for both. */
function regex(text: string): string {
  return text.replace(REGEX_CHARACTERS, (character) => `\\\\${character}`);
}

function asValues(choices: Choices): Map<string, string> {
  return new Map([...choices].map(([name, choice]) => [name, choice.query]));
}

/** What Grafana puts in the place of variables in a query. */
export function values(choices: Choices, window: TimeWindow, resolution: Resolution): Map<string, string> {
  const range = window.to - window.from;
  return new Map([
    ...asValues(choices),
    ['__interval', duration(resolution.interval)],
    ['__interval_ms', String(resolution.interval)],
    ['__rate_interval', duration(resolution.rateInterval)],
    ['__range', duration(Math.round(range / 1000) * 1000)],
    ['__range_s', String(Math.round(range / 1000))],
    ['__range_ms', String(range)],
  ]);
}

function duration(milliseconds: number): string {
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000}s` : `${milliseconds}ms`;
}

/** The text with values in the place of variables; an unknown one is an error, as its query would silently match nothing. */
export function replace(text: string, values: Map<string, string>): string {
  return text.replace(VARIABLE, (variable, name: string) => {
    const value = values.get(name);
    if (value === undefined) {
      throw new Error(`unknown variable ${variable} in: ${text}`);
    }
    return value;
  });
}
