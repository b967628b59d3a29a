import { problemFrom } from '@/api/problem';
import { saveAddress } from '@/format/csv';

/** Keeps the body of an answer as a file, under the name the server gave it. */
export async function saveAnswer(answer: Response, name: string): Promise<void> {
  if (!answer.ok) {
    throw problemFrom(answer.status, await answer.json().catch(() => undefined));
  }
  const url = URL.createObjectURL(await answer.blob());
  const given = /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1];
  saveAddress(url, given ?? name);
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
