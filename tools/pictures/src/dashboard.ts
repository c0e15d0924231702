import type { DataTransformerConfig, FieldConfigSource } from '@grafana/data';

/** What this program reads of a dashboard in Grafana's classic JSON. */
export interface Dashboard {
  title: string;
  templating: { list: Variable[] };
  panels: Panel[];
}

export interface Variable {
  name: string;
  label?: string;
  type: string;
  multi?: boolean;
  includeAll?: boolean;
  allValue?: string | null;
  query: string | { query: string };
}

export interface Panel {
  id: number;
  type: string;
  title: string;
  description?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: Target[];
  // Its shape is the panel type's own.
  options?: any;
  fieldConfig?: FieldConfigSource;
  transformations?: DataTransformerConfig[];
}

export interface Target {
  refId: string;
  expr: string;
  legendFormat?: string;
  instant?: boolean;
  format?: string;
}

/** A dashboard with the data of its panels: all that is needed to draw it. */
export interface Drawing {
  title: string;
  /** Label and shown value of each variable. */
  choices: Array<{ label: string; text: string }>;
  /** Milliseconds since 1970. */
  from: number;
  to: number;
  panels: DrawnPanel[];
}

export interface DrawnPanel {
  panel: Panel;
  frames: Frame[];
}

/** A data frame as plain values, so that it goes into the browser unchanged. */
export interface Frame {
  refId: string;
  name?: string;
  fields: FrameField[];
}

export interface FrameField {
  name: string;
  type: 'time' | 'number' | 'string';
  config: { displayNameFromDS?: string; interval?: number };
  labels?: Record<string, string>;
  values: Array<number | string | null>;
}
