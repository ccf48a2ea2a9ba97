// What the figures mean, in plain words.

/** name → [title, help, options of the chart] */
export const FIGURES = {
  spectral_radius: ['Spectral radius', 'The largest |λ|. Above 1 the fitted motion grows; in a noisy window that alone is no alarm.', {level: 1, also: [1]}],
  one_step_error: ['One-step error', 'How much of the next row the linear fit misses: 0 is linear motion of few modes, 1 is noise.', {also: [0]}],
  unresolved_share: ['Unresolved share', 'Share of the motion in modes whose residual is above one half: 0 is modes alone, 1 is noise, or chaos.', {also: [0, 1]}],
  update_energy: ['Update energy', 'Mean squared length of the updates over the last hop rows.', {}],
  update_coherence: ['Update coherence', 'Mean cosine of consecutive updates: 1 is a straight line, 0 a random walk, below 0 back and forth.', {level: 0, also: [0]}],
  effective_rank: ['Effective rank', 'How many directions the window moves in.', {also: [1]}],
  rank: ['Modes kept', '', {}],
  numerical_rank: ['Numerical rank', 'Directions above rounding.', {also: [1]}],
  svht_rank: ['Rank above noise', 'Directions above the threshold of Gavish and Donoho.', {also: [1]}],
  displacement_ratio: ['Displacement ratio', 'Squared distance covered over the sum of squared updates: 1 is a random walk, more is drift, near 0 stays in place.', {level: 1}],
  radial_cosine: ['Radial cosine', 'Cosine of update and weights: above 0 the norm grows, below 0 it decays.', {level: 0, also: [0]}],
  diffusion_exponent: ['Diffusion exponent', 'How the squared displacement grows with the lag: 2 ballistic, 1 diffusion, 0 confined.', {level: 1, also: [0, 2]}],
  phase_oscillation: ['Phase oscillation', 'Circulating share of the motion: 0 none, 1 all of it.', {also: [0]}],
};

export const CHANNELS = 'Each raw update as the change detector sees it: ln of its squared length, atanh of its cosine with the one before (coherence) and with the weights (radial), ln of the displacement over 16 steps.';
export const STANDARDISED = 'The same against the channel’s own detrended past, in units of its recent error. 0 until there are 310 rows to compare with. An alarm is a sum of such deviations, not one of them.';

/** Paragraphs that lead through the page. */
export const READING = {
  run: [
    ['The plane', 'Each point is an eigenvalue λ of the linear map that best takes each row of the window to the next one. |λ| says what happens to a mode in one row: on the unit circle it persists, inside it decays (half-life ln ½ / ln |λ|), outside it grows. The angle is its rotation: on the positive axis none, at −1 it turns over with every row. A colour is one mode, followed from window to window; faint points are where it was before.'],
    ['Distance', 'W1 is the mean way by which the eigenvalues of one window have to be moved to become those of the other. Blocks along the diagonal of the square are phases in which the dynamics stay alike; a bright cross is a window unlike all others. Windows of one steady, noisy run are 0.03 to 0.05 apart by sampling alone (100 rows): compare with that, not with 0.'],
  ],
  compare: [
    ['The verdict', '“different” is a test: the distance between the sides is larger than when whole replicas change sides (p at most alpha). “equivalent” needs more than a test that failed: at least 4 replicas a side, and with confidence 1 − alpha the sides lie at most 25 % farther apart than replicas of one side. Everything else is “undecided”. With fewer than 3 replicas a side only the noise of the windows is known, not what another seed would change.'],
    ['The plane', 'Filled points are of A, hollow ones of B, each side with all its replicas in the shown window. On the unit circle a mode persists, inside it decays; the angle is its rotation per row.'],
  ],
  all: [
    ['What equal spectra prove', 'Two systems that are the same up to a smooth change of coordinates (conjugate) have the same Koopman spectrum. So spectra that differ by more than their noise show that two trainings do not move alike. The converse does not hold: equal spectra of a finite window, of a few modes and of one chosen observable do not prove equal dynamics, and they say nothing of equal weights, equal loss or equal functions. Equality also depends on what was recorded: the same window, steps and stride.'],
    ['Further', 'Redman et al., “Identifying Equivalent Training Dynamics”, NeurIPS 2024 (arXiv 2302.09160).'],
  ],
};
