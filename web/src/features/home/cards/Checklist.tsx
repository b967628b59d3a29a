import { IconChevronRight, IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { text } from '@/text';
import { Section } from '@/ui/page/Section';
import type { CardProps } from '../HomePage';
import classes from '../home.module.css';
import { checklist } from '../model/checklist';

const words = text.home;
const icon = { size: 24, stroke: 1.5, 'aria-hidden': true } as const;

/** The first steps of a young institute; gone once all are done. */
export function Checklist({ place, home }: CardProps) {
  const steps = checklist(home.notes, place.id);
  const done = steps.filter((step) => step.done).length;
  if (done === steps.length) return null;
  return (
    <Section
      title={words.checklist}
      hint={`${words.checklistDone(done, steps.length)}. ${words.checklistHint}`}
      layout="above"
    >
      <ul className={classes.steps}>
        {steps.map((step) => {
          const { title, hint } = words.steps[step.code];
          return (
            <li key={step.code}>
              <Link
                to={step.to}
                {...(step.hash === undefined ? {} : { hash: step.hash })}
                className={classes.step}
                data-done={step.done || undefined}
              >
                {step.done ? <IconCircleCheckFilled {...icon} /> : <IconCircle {...icon} />}
                <span className={classes.stepText}>
                  <strong>{title}</strong>
                  <span>{step.done ? words.isDone : hint}</span>
                </span>
                <IconChevronRight size={18} aria-hidden />
              </Link>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
