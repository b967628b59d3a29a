import { isProblem } from '@/api/problem';

/** Whether a problem means that the whole try is over. */
export function isOver(error: unknown): boolean {
  return isProblem(error, 'ATTEMPT_OVER') || (isProblem(error) && error.status === 410);
}
