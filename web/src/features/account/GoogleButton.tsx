import { Button, Text } from '@mantine/core';
import { IconBrandGoogleFilled } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { sentence } from '@/api/problem';
import { text } from '@/text';
import { type GooglePurpose, startGoogle } from './api';

interface GoogleButtonProps {
  purpose: GooglePurpose;
  next: string | undefined;
  invitation?: string;
}

/** Leaves for Google, which leads back here. */
export function GoogleButton({ purpose, next, invitation }: GoogleButtonProps) {
  const leaving = useMutation({
    mutationFn: () =>
      startGoogle({
        purpose,
        ...(next === undefined ? {} : { next }),
        ...(invitation === undefined ? {} : { invitation }),
      }),
    onSuccess: ({ url }) => window.location.assign(url),
  });
  return (
    <div>
      <Button
        variant="default"
        size="md"
        fullWidth
        leftSection={<IconBrandGoogleFilled size={18} aria-hidden />}
        loading={leaving.isPending || leaving.isSuccess}
        onClick={() => leaving.mutate()}
      >
        {text.account.signIn.google}
      </Button>
      {leaving.isError ? (
        <Text size="sm" c="red" role="alert" mt="xs">
          {sentence(leaving.error)}
        </Text>
      ) : null}
    </div>
  );
}
