// What the axis of time says.

export const timeline = {
  label: 'Month by month',
  slider: 'Look at a step',
  play: '▶ Play',
  pause: '❚❚ Pause',
  back: 'One step back',
  on: 'One step on',
};
