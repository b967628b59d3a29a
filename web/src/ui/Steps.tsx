import classes from './Steps.module.css';

/** How far one has come on a way of a few named steps. */
export function Steps({ labels, active }: { labels: readonly string[]; active: number }) {
  return (
    <ol className={classes.steps}>
      {labels.map((label, step) => (
        <li
          key={label}
          data-done={step < active || undefined}
          aria-current={step === active ? 'step' : undefined}
        >
          <span aria-hidden>{step + 1}</span>
          <b>{label}</b>
        </li>
      ))}
    </ol>
  );
}
