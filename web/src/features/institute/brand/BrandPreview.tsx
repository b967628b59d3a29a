import { Text } from '@mantine/core';
import { text } from '@/text';
import { InstituteMark } from '@/ui/InstituteMark';
import classes from '../institute.module.css';

interface BrandPreviewProps {
  name: string;
  color: string;
  logo: string | null;
}

/** What invitations and pages will show, as one fills the form. */
export function BrandPreview({ name, color, logo }: BrandPreviewProps) {
  const shown = name.trim() === '' ? text.institute.fields.name : name.trim();
  return (
    <div className={classes.preview}>
      <InstituteMark name={shown} color={color} logo={logo} size={52} />
      <div>
        <div className={classes.previewName}>{shown}</div>
        <Text size="xs" c="dimmed">
          {text.institute.fields.preview}
        </Text>
      </div>
    </div>
  );
}
