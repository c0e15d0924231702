import { applyFieldOverrides, type DataFrame, dateTime, type TimeRange, toDataFrame, transformDataFrame } from '@grafana/data';
import { PanelChrome, useTheme2 } from '@grafana/ui';
import { type ComponentType, useEffect, useState } from 'react';
import type { DrawnPanel, Drawing, Panel } from '../dashboard';
import { BarGaugeView } from './bar-gauge-view';
import { HeatmapView } from './heatmap-view';
import { fieldConfigRegistry } from './registries';
import { StatView } from './stat-view';
import { TableView } from './table-view';
import { TimeSeriesView } from './time-series-view';

export interface ViewProps {
  panel: Panel;
  data: DataFrame[];
  timeRange: TimeRange;
  width: number;
  height: number;
}

const VIEWS: Record<string, ComponentType<ViewProps>> = {
  timeseries: TimeSeriesView,
  stat: StatView,
  bargauge: BarGaugeView,
  table: TableView,
  heatmap: HeatmapView,
};

export const TIME_ZONE = 'utc';
/** Links are for a click; their addresses show nowhere. */
export const KEEP_VARIABLES = (text: string) => text;

interface PanelViewProps {
  drawn: DrawnPanel;
  drawing: Drawing;
  width: number;
  height: number;
}

/** A panel with its frame and title. */
export function PanelView({ drawn: { panel, frames }, drawing, width, height }: PanelViewProps) {
  const theme = useTheme2();
  const [data, setData] = useState<DataFrame[]>();
  useEffect(() => {
    const input = frames.map((frame) => toDataFrame(frame));
    const subscription = transformDataFrame(panel.transformations ?? [], input).subscribe((transformed) =>
      setData(
        applyFieldOverrides({
          data: transformed,
          fieldConfig: fieldConfig(panel),
          fieldConfigRegistry: fieldConfigRegistry(fieldConfig(panel)),
          replaceVariables: KEEP_VARIABLES,
          theme,
          timeZone: TIME_ZONE,
        }),
      ),
    );
    return () => subscription.unsubscribe();
  }, [panel, frames, theme]);

  if (panel.type === 'row') {
    return <div style={{ padding: '5px 0', fontSize: 16, fontWeight: 500 }}>{panel.title}</div>;
  }
  const View = VIEWS[panel.type];
  if (!View) {
    throw new Error(`panel "${panel.title}": there is no view for the type ${panel.type}`);
  }
  const from = dateTime(drawing.from);
  const to = dateTime(drawing.to);
  const timeRange: TimeRange = { from, to, raw: { from, to } };
  return (
    <PanelChrome title={panel.title} description={panel.description} width={width} height={height}>
      {(innerWidth, innerHeight) =>
        data && <View panel={panel} data={data} timeRange={timeRange} width={innerWidth} height={innerHeight} />
      }
    </PanelChrome>
  );
}

export function fieldConfig(panel: Panel) {
  return panel.fieldConfig ?? { defaults: {}, overrides: [] };
}

/** What Grafana shows in a panel whose queries give nothing. */
export function NoData({ panel, width, height }: Pick<ViewProps, 'panel' | 'width' | 'height'>) {
  const theme = useTheme2();
  return (
    <div style={{ width, height, display: 'grid', placeItems: 'center', color: theme.colors.text.secondary, fontSize: 16 }}>
      {panel.fieldConfig?.defaults.noValue ?? 'No data'}
    </div>
  );
}
