import { dateTimeFormat } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import type { Drawing } from '../dashboard';
import { HEADER_HEIGHT, PAGE_PADDING, PAGE_WIDTH, pageHeight, place } from '../grid';
import { PanelView } from './panel-view';

/** A dashboard as Grafana shows it: its title, what was chosen, and the panels in their places. */
export function DashboardPage({ drawing }: { drawing: Drawing }) {
  const theme = useTheme2();
  const time = (at: number, format: string) => dateTimeFormat(at, { format, timeZone: 'utc' });
  const choices = [
    ...drawing.choices,
    { label: 'UTC', text: `${time(drawing.from, 'YYYY-MM-DD HH:mm')} to ${time(drawing.to, 'HH:mm')}` },
  ];
  return (
    <div
      style={{
        position: 'relative',
        width: PAGE_WIDTH,
        height: pageHeight(drawing.panels.map(({ panel }) => panel)),
        background: theme.colors.background.canvas,
      }}
    >
      <div style={{ height: HEADER_HEIGHT, padding: `12px ${PAGE_PADDING}px`, boxSizing: 'border-box' }}>
        <div style={{ fontSize: 18, fontWeight: 500, marginBottom: 8 }}>{drawing.title}</div>
        <div style={{ display: 'flex', gap: 16, fontSize: 12 }}>
          {choices.map(({ label, text }) => (
            <div key={label}>
              <span style={{ color: theme.colors.text.secondary, marginRight: 6 }}>{label}</span>
              <span style={{ padding: '3px 8px', background: theme.colors.background.secondary, borderRadius: 2 }}>{text}</span>
            </div>
          ))}
        </div>
      </div>
      {drawing.panels.map((drawn) => {
        const { left, top, width, height } = place(drawn.panel);
        return (
          <div
            key={drawn.panel.id}
            style={{ position: 'absolute', left: PAGE_PADDING + left, top: HEADER_HEIGHT + top, width, height }}
          >
            <PanelView drawn={drawn} drawing={drawing} width={width} height={height} />
          </div>
        );
      })}
    </div>
  );
}
