package programs;

import dev.duet.api.*;

/** A program on the engine alone. */
public class Engine {
    public static void main(String[] args) {
        GroundTruths gts = GroundTruths.ofRows(new float[] {20, 30, 180, 220}, new int[] {1}, new int[] {0, 1});
        try (Duet duet = Duet.engine(Systems.named("fcos").classes(2), Pyramid.of(320, 320, 8, 16, 32, 64, 128))
                .explain(true)) {
            Assignment found = duet.assign(gts);
            System.out.println(
                    found.duets() + " duets of GT 0: " + Funnel.of(found, 0).sentence(0));
        }
    }
}
