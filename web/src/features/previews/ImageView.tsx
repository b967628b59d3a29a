import { ActionIcon, Group, Text } from '@mantine/core';
import { IconArrowsMinimize, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { contentAddress } from '@/api/calls';
import type { Entry } from '@/api/types';
import { NoPreview } from './NoPreview';
import styles from './preview.module.css';
import { Wait } from './Wait';
import { words } from './words';
import { type Zoom, zoomBy } from './zoom';

/** A picture, fitted to the window until somebody wants to see more of it. */
export function ImageView({ entry }: { entry: Entry }) {
  const picture = useRef<HTMLImageElement>(null);
  const [state, setState] = useState<'loading' | 'shown' | 'broken'>('loading');
  const [zoom, setZoom] = useState<Zoom>('fit');
  const change = (direction: 'in' | 'out') =>
    setZoom((now) => zoomBy(now, direction, factorOf(picture.current)));

  if (state === 'broken') return <NoPreview entry={entry} hint={words.brokenHint} />;
  return (
    <div className={styles.imageView}>
      {state === 'loading' && <Wait />}
      <section
        className={styles.canvas}
        aria-label={words.image.view(entry.name)}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an enlarged picture is moved with the arrow keys
        tabIndex={0}
      >
        <img
          ref={picture}
          src={contentAddress(entry.id, { version: entry.version })}
          alt={entry.name}
          data-zoom={zoom === 'fit' ? 'fit' : 'free'}
          hidden={state === 'loading'}
          style={zoom === 'fit' ? undefined : { width: widthAt(picture.current, zoom) }}
          onLoad={() => setState('shown')}
          onError={() => setState('broken')}
        />
      </section>
      {state === 'shown' && <ZoomBar zoom={zoom} onFit={() => setZoom('fit')} onChange={change} />}
    </div>
  );
}

interface ZoomBarProps {
  zoom: Zoom;
  onFit: () => void;
  onChange: (direction: 'in' | 'out') => void;
}

function ZoomBar({ zoom, onFit, onChange }: ZoomBarProps) {
  const buttons = [
    { label: words.image.zoomOut, Icon: IconZoomOut, run: () => onChange('out') },
    { label: words.image.zoomIn, Icon: IconZoomIn, run: () => onChange('in') },
    { label: words.image.fit, Icon: IconArrowsMinimize, run: onFit },
  ];
  return (
    <Group className={styles.zoomBar ?? ''} gap={4} role="group" aria-label={words.image.zoom}>
      {buttons.map(({ label, Icon, run }) => (
        <ActionIcon
          key={label}
          variant="subtle"
          color="gray"
          size={36}
          aria-label={label}
          title={label}
          onClick={run}
        >
          <Icon size={20} stroke={1.75} />
        </ActionIcon>
      ))}
      <Text size="sm" c="dimmed" w={56} ta="center" className="numbers" aria-live="polite">
        {zoom === 'fit' ? words.image.fitted : `${Math.round(zoom * 100)} %`}
      </Text>
    </Group>
  );
}

/** How many screen pixels one pixel of the picture takes now. */
function factorOf(picture: HTMLImageElement | null): number {
  if (picture === null || picture.naturalWidth === 0) return 1;
  return picture.clientWidth / picture.naturalWidth;
}

/** Drawings without a size of their own get that of a page. */
function widthAt(picture: HTMLImageElement | null, zoom: number): number {
  return (picture?.naturalWidth || 800) * zoom;
}
