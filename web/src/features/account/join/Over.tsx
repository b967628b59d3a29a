import { Button, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { text } from '@/text';
import { StepTitle } from '@/ui/StepTitle';

const words = text.account.join;

/** An invitation nobody can use any more, and whom to ask. */
export function Over() {
  return (
    <>
      <StepTitle>{words.overTitle}</StepTitle>
      <Text mb="lg">{words.over}</Text>
      <Button component={Link} to="/login" size="md" fullWidth>
        {words.signIn}
      </Button>
    </>
  );
}
