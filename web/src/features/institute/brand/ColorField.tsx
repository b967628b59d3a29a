import { CheckIcon, ColorInput, ColorSwatch, Group, Input } from '@mantine/core';
import { text } from '@/text';
import { colorTrouble } from '../model';

const words = text.institute.fields;

export const firstColor = '#1f6a5a';

interface ColorFieldProps {
  color: string;
  onColor: (color: string) => void;
}

/** A few colours that look well, and a way to any other. */
export function ColorField({ color, onColor }: ColorFieldProps) {
  return (
    <Input.Wrapper label={words.color} labelElement="div" error={colorTrouble(color)}>
      <Group gap="xs" mt={4}>
        {Object.entries(words.colorNamed).map(([value, name]) => (
          <ColorSwatch
            key={value}
            component="button"
            type="button"
            color={value}
            size={36}
            aria-label={name}
            aria-pressed={color === value}
            onClick={() => onColor(value)}
            style={{ color: '#fff', cursor: 'pointer' }}
          >
            {color === value ? <CheckIcon size={14} /> : null}
          </ColorSwatch>
        ))}
        <ColorInput
          aria-label={words.colorOther}
          value={color}
          onChange={onColor}
          format="hex"
          w={130}
          popoverProps={{ withinPortal: true }}
          eyeDropperButtonProps={{ 'aria-label': words.colorOther }}
          withEyeDropper={false}
        />
      </Group>
    </Input.Wrapper>
  );
}
