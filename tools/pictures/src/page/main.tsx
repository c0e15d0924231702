import './page.css';
import { createTheme, ThemeContext } from '@grafana/data';
import { GlobalStyles } from '@grafana/ui';
import type { ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import type { Drawing } from '../dashboard';
import { DashboardPage } from './dashboard-page';
import { registerTransformations } from './registries';

const FONTS = ['400 14px Inter', '500 14px Inter'];
const SETTLED_FRAMES = 5;

registerTransformations();

/** Draws a dashboard; the promise is kept when everything is on the page. */
(globalThis as any).draw = async (drawing: Drawing) => {
  const root = createRoot(document.getElementById('page')!);
  const render = (content?: ReactNode) =>
    flushSync(() =>
      root.render(
        <ThemeContext.Provider value={createTheme({ colors: { mode: 'dark' } })}>
          <GlobalStyles />
          {content}
        </ThemeContext.Provider>,
      ),
    );
  render();
  // Canvases measure their texts once: the fonts that the styles name have to be there before.
  await Promise.all(FONTS.map((font) => document.fonts.load(font)));
  render(<DashboardPage drawing={drawing} />);
  for (let frame = 0; frame < SETTLED_FRAMES; frame++) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  await new Promise((resolve) => requestIdleCallback(resolve));
};
