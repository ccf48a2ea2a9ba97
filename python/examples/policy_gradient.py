# SPDX-License-Identifier: Apache-2.0
"""Reinforcement learning as a trajectory: REINFORCE in a small maze whose goal moves at two thirds of the way.

An agent on 5 x 5 squares walks from a random square to the goal; a move costs 0.1, the goal is worth 1. Its policy is a
softmax of one number per square and direction; each step of training sees 32 episodes of at most 30 moves and climbs
the gradient of their return less the mean return (Williams, "Simple statistical gradient-following algorithms for
connectionist reinforcement learning", Machine Learning 1992).

What to look at, in the run ``policy-gradient``: the data come from the policy itself, so that their noise changes as it
learns. At step 800 of 1,200 the goal moves to the other corner; ``loss`` is the mean return with its sign turned.

    ./koopwatch up
    python policy_gradient.py
"""

import argparse

import numpy as np

import koopwatch

SIZE, MOVES, EPISODES, RATE = 5, 30, 32, 0.5
STEPS = np.array([[-1, 0], [1, 0], [0, -1], [0, 1]])


def main() -> None:
    options = arguments()
    random, policy = np.random.default_rng(0), np.zeros((SIZE * SIZE, len(STEPS)))
    run = koopwatch.init(run="policy-gradient", group="examples", endpoint=options.endpoint, mode=options.mode)
    for step in range(options.steps):
        goal = 0 if step < 2 * options.steps // 3 else SIZE * SIZE - 1
        value, gradient = episodes(policy, goal, random)
        run.publish(step, policy)
        run.log({"loss": -value}, step=step)
        policy = policy + RATE * gradient
    run.finish()


def episodes(policy: np.ndarray, goal: int, random: np.random.Generator) -> tuple[float, np.ndarray]:
    """The mean return of some episodes, and the policy gradient that they estimate; [squares, directions]."""
    p = np.exp(policy - policy.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    square = random.integers(SIZE * SIZE, size=EPISODES)
    walking = square != goal
    returns = np.zeros(EPISODES)
    score = np.zeros((EPISODES, *policy.shape))  # of each episode, the sum of d log p
    for _ in range(MOVES):
        move = (random.random((EPISODES, 1)) > p[square].cumsum(1)).sum(1).clip(max=len(STEPS) - 1)
        here = np.flatnonzero(walking)
        score[here, square[here]] -= p[square[here]]
        score[here, square[here], move[here]] += 1
        square = np.where(walking, moved(square, move), square)
        returns += walking * (np.where(square == goal, 1.0, 0.0) - 0.1)
        walking &= square != goal
    advantage = returns - returns.mean()
    gradient: np.ndarray = (advantage[:, None, None] * score).mean(0)
    return float(returns.mean()), gradient


def moved(square: np.ndarray, move: np.ndarray) -> np.ndarray:
    """Where a move leads; walls hold."""
    at = np.stack(np.divmod(square, SIZE), 1) + STEPS[move]
    at = at.clip(0, SIZE - 1)
    there: np.ndarray = at[:, 0] * SIZE + at[:, 1]
    return there


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--endpoint", help="HOST:PORT (localhost:50051)")
    parser.add_argument("--mode", help="online, offline or disabled")
    parser.add_argument("--steps", type=int, default=1200)
    return parser.parse_args()


if __name__ == "__main__":
    main()
