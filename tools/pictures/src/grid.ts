import type { Panel } from './dashboard';

export const PAGE_WIDTH = 1600;
export const PAGE_PADDING = 16;
export const HEADER_HEIGHT = 84;

/** Grafana's own measures, in pixels. */
const COLUMNS = 24;
const ROW_HEIGHT = 30;
const GAP = 8;

const COLUMN_WIDTH = (PAGE_WIDTH - 2 * PAGE_PADDING - (COLUMNS - 1) * GAP) / COLUMNS;

export interface Place {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Where a panel is on the page, in pixels. */
export function place({ gridPos }: Pick<Panel, 'gridPos'>): Place {
  return {
    left: gridPos.x * (COLUMN_WIDTH + GAP),
    top: gridPos.y * (ROW_HEIGHT + GAP),
    width: gridPos.w * COLUMN_WIDTH + (gridPos.w - 1) * GAP,
    height: gridPos.h * ROW_HEIGHT + (gridPos.h - 1) * GAP,
  };
}

/** Of the whole page, in pixels. */
export function pageHeight(panels: Array<Pick<Panel, 'gridPos'>>): number {
  const bottoms = panels.map(place).map(({ top, height }) => top + height);
  return Math.ceil(HEADER_HEIGHT + Math.max(0, ...bottoms) + PAGE_PADDING);
}
