import { Badge, Group, Radio, Stack, Text } from '@mantine/core';
import classes from '../institute.module.css';

interface ChoicesProps<Value extends string> {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  choices: readonly { value: Value; label: string; hint: string; badge?: string }[];
}

/** One of a few, each with an example of what it means in a person's day. */
export function Choices<Value extends string>(props: ChoicesProps<Value>) {
  const { label, value, onChange, choices } = props;
  return (
    <Radio.Group
      label={label}
      value={value}
      onChange={(next) => {
        const chosen = choices.find((choice) => choice.value === next);
        if (chosen !== undefined) onChange(chosen.value);
      }}
      classNames={{ label: classes.choicesLabel }}
    >
      <Stack gap="xs" mt="xs">
        {choices.map((choice) => (
          <div key={choice.value} className={classes.choice}>
            <Radio
              value={choice.value}
              label={
                <Group gap="xs" component="span">
                  <Text component="span" size="sm" fw={600}>
                    {choice.label}
                  </Text>
                  {choice.badge === undefined ? null : (
                    <Badge variant="light" size="sm" component="span">
                      {choice.badge}
                    </Badge>
                  )}
                </Group>
              }
              description={choice.hint}
            />
          </div>
        ))}
      </Stack>
    </Radio.Group>
  );
}
