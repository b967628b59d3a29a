/** The size of a picture: fitted into the window, or a multiple of its own pixels. */
export type Zoom = 'fit' | number;

const STEPS = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 8];

/** One step larger or smaller than what is seen now; `shown` is the factor that "fit" came to. */
export function zoomBy(zoom: Zoom, direction: 'in' | 'out', shown: number): number {
  const now = zoom === 'fit' ? shown : zoom;
  const next =
    direction === 'in'
      ? STEPS.find((step) => step > now * 1.001)
      : STEPS.findLast((step) => step < now * 0.999);
  return next ?? now;
}
