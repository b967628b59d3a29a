import { useSecret } from '@/ui/fragment';
import { AskForReset } from './AskForReset';
import { ChoosePassword } from './ChoosePassword';

/** A forgotten password: without a secret it asks for a letter, with one it takes a new password. */
export function ResetPage() {
  const secret = useSecret();
  return secret === '' ? <AskForReset /> : <ChoosePassword key={secret} secret={secret} />;
}
