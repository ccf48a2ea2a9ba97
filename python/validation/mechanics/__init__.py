# SPDX-License-Identifier: Apache-2.0
"""Small trainings whose mechanics a theory predicts in closed form, and the predictions."""
