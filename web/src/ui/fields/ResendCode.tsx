import { Button, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { isProblem, sentence } from '@/api/problem';
import { text } from '@/text';
import classes from './fields.module.css';
import { useCountdown } from './useCountdown';

const words = text.account.code;
const usualWaitSeconds = 30;

interface ResendCodeProps {
  /** Sends another letter; says how many seconds to wait before the next. */
  send: () => Promise<{ resend_after: number | null }>;
  /** Seconds until another may be asked for, from when this is first shown. */
  wait: number;
}

/** Another code, once the waiting time shown in the button is over. */
export function ResendCode({ send, wait }: ResendCodeProps) {
  const [left, start] = useCountdown(wait);
  const sending = useMutation({
    mutationFn: send,
    onSuccess: ({ resend_after }) => start(resend_after ?? usualWaitSeconds),
    onError: (error) => {
      if (!isProblem(error, 'RATE_LIMITED')) return;
      const { retry_after } = error.fields;
      start(typeof retry_after === 'number' ? retry_after : usualWaitSeconds);
    },
  });
  return (
    <div>
      <Button
        variant="subtle"
        size="compact-sm"
        className={classes.resend}
        disabled={left > 0}
        loading={sending.isPending}
        onClick={() => sending.mutate()}
      >
        {left > 0 ? words.resendIn(clock(left)) : words.resend}
      </Button>
      <Text size="xs" c="dimmed" role="status" mt={4} mih="1.55em">
        {sending.isError ? sentence(sending.error) : sending.isSuccess ? words.resent : words.spam}
      </Text>
    </div>
  );
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
