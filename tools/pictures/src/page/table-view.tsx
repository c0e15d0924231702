import { cacheFieldDisplayNames } from '@grafana/data';
import { TableNG } from '@grafana/ui/unstable';
import { fieldConfig, NoData, type ViewProps } from './panel-view';

export function TableView({ panel, data, timeRange, width, height }: ViewProps) {
  const { options } = panel;
  const frame = data[options.frameIndex];
  if (!frame || frame.length === 0) {
    return <NoData panel={panel} width={width} height={height} />;
  }
  // The table reads the names that a transformation gave to columns from there.
  cacheFieldDisplayNames([frame]);
  return (
    <TableNG
      data={frame}
      width={width}
      height={height}
      noHeader={!options.showHeader}
      cellHeight={options.cellHeight}
      enablePagination={options.enablePagination}
      initialSortBy={options.sortBy}
      fieldConfig={fieldConfig(panel)}
      timeRange={timeRange}
      enableVirtualization={false}
    />
  );
}
