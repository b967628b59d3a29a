import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fetchConfirmed, type Question, watchQuestions } from './step_up';

const refusal = () =>
  Response.json({ code: 'STEP_UP_REQUIRED', factors: ['totp', 'tarot'] }, { status: 403 });

let sent: Request[];
let answers: (() => Response)[];
let asked: Question | null;
let stop: () => void;

beforeEach(() => {
  sent = [];
  answers = [];
  asked = null;
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push(request);
    return (answers.shift() ?? (() => new Response('done')))();
  });
  stop = watchQuestions((question) => {
    asked = question;
  });
});

afterEach(() => {
  stop();
  vi.unstubAllGlobals();
});

const post = (body: string) =>
  fetchConfirmed('https://lyceum.example/api/thing', { method: 'POST', body });

test('the same call goes out again after a yes, body and all', async () => {
  answers = [refusal];
  const call = post('{"n":1}');
  await vi.waitFor(() => expect(asked).not.toBeNull());
  expect(asked?.proofs).toEqual(['totp']);
  asked?.settle(true);
  expect(await (await call).text()).toBe('done');
  expect(sent).toHaveLength(2);
  expect(await sent[1]?.text()).toBe('{"n":1}');
  expect(asked).toBeNull();
});

test('two calls wait for one question', async () => {
  answers = [refusal, refusal];
  const calls = [post('a'), post('b')];
  await vi.waitFor(() => expect(sent).toHaveLength(2));
  await vi.waitFor(() => expect(asked).not.toBeNull());
  const first = asked;
  await new Promise((wake) => setTimeout(wake));
  expect(asked).toBe(first);
  asked?.settle(true);
  await Promise.all(calls);
  expect(sent).toHaveLength(4);
});

test('after a no the refusal is the answer', async () => {
  answers = [refusal];
  const call = post('a');
  await vi.waitFor(() => expect(asked).not.toBeNull());
  asked?.settle(false);
  expect((await call).status).toBe(403);
  expect(sent).toHaveLength(1);
});

test('another 403 asks nothing', async () => {
  answers = [() => Response.json({ code: 'FORBIDDEN' }, { status: 403 })];
  expect((await post('a')).status).toBe(403);
  expect(asked).toBeNull();
});
