package dev.duet.jmh;

import java.util.function.Supplier;

/** The kernels that are timed. Those left out are the same loops with other constants. */
public enum KernelName {
    DISTANCE_IOU(IouKernels.Distance::new),
    COMPLETE_IOU(IouKernels.Complete::new),
    PLAIN_IOU(IouKernels.Plain::new),
    GENERALISED_IOU(IouKernels.Generalised::new),
    TOUCHING_IOU(IouKernels.Touching::new),
    ANCHOR_FIT(IouKernels.AnchorFit::new),
    ATAN(CurveKernels.ArcTangent::new),
    SIGMOID(CurveKernels.Sigmoid::new),
    CROSS_ENTROPY(CurveKernels.CrossEntropy::new),
    ALIGNMENT(CurveKernels.Metric::new),
    CLASS_SUMS(CurveKernels.Sums::new),
    AT_LEAST(SelectionKernels.AtLeast::new),
    LOWER_BOUND(SelectionKernels.LowerBound::new),
    TOP_10(SelectionKernels.Top::new),
    LOWEST_10(SelectionKernels.Lowest::new),
    HOLDING(SelectionKernels.Holding::new),
    WITHIN(SelectionKernels.Within::new),
    COLUMNS(MoveKernels.Columns::new),
    COLUMNS_OF_RUNS(MoveKernels.ColumnsOfRuns::new),
    CELL_EDGES(MoveKernels.CellEdge::new);

    private final Supplier<Kernel> maker;

    KernelName(Supplier<Kernel> maker) {
        this.maker = maker;
    }

    /** A fresh pair; no other pair's class is loaded, so that the calls have one target only. */
    Kernel make() {
        return maker.get();
    }
}
