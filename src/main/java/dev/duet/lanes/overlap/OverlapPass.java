package dev.duet.lanes.overlap;

import dev.duet.lanes.memory.Pass;

/** The passes of {@link PairOverlaps}, in groups that run together. */
enum OverlapPass implements Pass<PairOverlaps> {
    TO_CENTRES {
        @Override
        public void run(PairOverlaps p) {
            for (int axis = 0; axis < 2; axis++) {
                PairOverlaps.toCentres(p.low[axis], p.high[axis], p.image[axis], p.n);
            }
        }
    },
    COMMON_OF_CENTRES {
        @Override
        public void run(PairOverlaps p) {
            for (int axis = 0; axis < 2; axis++) {
                PairOverlaps.commonOfCentres(p.low[axis], p.high[axis], p.centre[axis], p.side[axis], p.n);
            }
        }
    },
    TO_ENDS {
        @Override
        public void run(PairOverlaps p) {
            for (int axis = 0; axis < 2; axis++) {
                PairOverlaps.toEnds(p.centre[axis], p.side[axis], p.n);
            }
        }
    },
    COMMON_OF_ENDS {
        @Override
        public void run(PairOverlaps p) {
            for (int axis = 0; axis < 2; axis++) {
                PairOverlaps.commonOfEnds(p.low[axis], p.high[axis], p.centre[axis], p.side[axis], p.image[axis], p.n);
            }
        }
    },
    MULTIPLY {
        @Override
        public void run(PairOverlaps p) {
            PairOverlaps.multiply(p.low[0], p.low[1], p.n);
        }
    },
    DIVIDE {
        @Override
        public void run(PairOverlaps p) {
            PairOverlaps.divide(p.low[0], p.high[0], p.high[1], p.side[0], p.side[1], p.epsilon, p.n, p.overlap);
        }
    };

    static final OverlapPass[] CENTRE_FORM = {TO_CENTRES, COMMON_OF_CENTRES, MULTIPLY, DIVIDE};
    static final OverlapPass[] GUARDED = {TO_ENDS, COMMON_OF_ENDS, MULTIPLY, DIVIDE};
}
