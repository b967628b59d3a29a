import { SegmentedControl, VisuallyHidden } from '@mantine/core';
import { IconLayoutGrid, IconList } from '@tabler/icons-react';
import { text } from '@/text';
import type { Layout } from '../model/place';

interface LayoutSwitchProps {
  layout: Layout;
  onLayout: (layout: Layout) => void;
}

export function LayoutSwitch({ layout, onLayout }: LayoutSwitchProps) {
  return (
    <SegmentedControl
      aria-label={text.drive.view}
      size="xs"
      value={layout}
      onChange={(next) => onLayout(next as Layout)}
      data={[
        { value: 'list', label: choice(<IconList size={16} aria-hidden />, text.drive.listView) },
        {
          value: 'grid',
          label: choice(<IconLayoutGrid size={16} aria-hidden />, text.drive.gridView),
        },
      ]}
    />
  );
}

function choice(icon: React.ReactNode, label: string) {
  return (
    <span style={{ display: 'grid', placeItems: 'center', height: '1.25rem' }} title={label}>
      {icon}
      <VisuallyHidden>{label}</VisuallyHidden>
    </span>
  );
}
