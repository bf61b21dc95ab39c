package dev.duet.assign.darknet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Duet;
import dev.duet.random.RandomBatch;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The comparison itself: with any one rule of an oracle broken, the seeded batches tell it from the engine. */
class BrokenSlotRuleTest {
    private static final int SEEDS = 400;

    @TestFactory
    Stream<DynamicTest> isNoticed() {
        Map<String, SlotOracle> broken = new LinkedHashMap<>();
        cells(broken);
        regions(broken);
        layers(broken);
        paddles(broken);
        return broken.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(
                        e.getKey(),
                        () -> assertThat(noticedAt(e.getKey(), e.getValue()))
                                .as("first seed that notices")
                                .isBetween(0, SEEDS - 1)));
    }

    private static void cells(Map<String, SlotOracle> broken) {
        CellOracle o = new CellOracle();
        o.rescore = false;
        broken.put("yolov1: target 1", o);
        o = new CellOracle();
        o.roots = false;
        broken.put("yolov1: plain sides", o);
        o = new CellOracle();
        o.leastSide = .01;
        broken.put("yolov1: least side", o);
        o = new CellOracle();
        o.lastOwns = true;
        broken.put("yolov1: last GT owns the cell", o);
        o = new CellOracle();
        o.noDistance = true;
        broken.put("yolov1: first box without overlap", o);
    }

    private static void regions(Map<String, SlotOracle> broken) {
        RegionOracle o = new RegionOracle();
        o.thresh = .61f;
        broken.put("yolov2: threshold", o);
        o = new RegionOracle();
        o.rescore = false;
        broken.put("yolov2: target 1", o);
        o = new RegionOracle();
        o.biasMatch = false;
        broken.put("yolov2: predicted shapes", o);
        o = new RegionOracle();
        o.softmax = false;
        broken.put("yolov2: class union", o);
        o = new RegionOracle();
        o.cap = 31;
        broken.put("yolov2: one row more", o);
        o = new RegionOracle();
        o.noIgnore = true;
        broken.put("yolov2: nothing ignored", o);
        o = new RegionOracle();
        o.firstOwns = true;
        broken.put("yolov2: first GT owns the slot", o);
    }

    private static void layers(Map<String, SlotOracle> broken) {
        LayerOracle o = new LayerOracle();
        o.ignoreThresh = .69f;
        broken.put("yolov3: threshold", o);
        o = new LayerOracle();
        o.truthThresh = .9f;
        broken.put("yolov3: positive by overlap", o);
        o = new LayerOracle();
        o.iouThresh = .5f;
        broken.put("yolov3: several anchors", o);
        o = new LayerOracle();
        o.classGate = .25;
        broken.put("yolov3: class gate", o);
        o = new LayerOracle();
        o.pixelMinimum = true;
        broken.put("yolov3: least side of a pixel", o);
        o = new LayerOracle();
        o.perLevel = true;
        broken.put("yolov3: best anchor of every level", o);
        o = LayerOracle.yolov4();
        o.iouThresh = .25f;
        broken.put("yolov4: threshold of anchors", o);
        o = LayerOracle.yolov4();
        o.kind = "giou";
        broken.put("yolov4: kind of overlap", o);
        o = LayerOracle.yolov4();
        o.kind = "ciou";
        broken.put("yolov4: another kind of overlap", o);
        o = LayerOracle.yolov4();
        o.classGate = 0;
        broken.put("yolov4: no class gate", o);
        o = LayerOracle.yolov4();
        o.gateOnGtClass = true;
        broken.put("yolov4: gate on the class of the GT", o);
        o = LayerOracle.yolov4();
        o.smooth = 1;
        broken.put("yolov4: smooth objectness", o);
        o = LayerOracle.yolov4();
        o.pixelMinimum = false;
        broken.put("yolov4: least side of a thousandth", o);
    }

    private static void paddles(Map<String, SlotOracle> broken) {
        PaddleOracle o = new PaddleOracle();
        o.ignoreThresh = .69f;
        broken.put("ppyolo: threshold", o);
        o = new PaddleOracle();
        o.iouThresh = .5f;
        broken.put("ppyolo: several anchors", o);
        o = new PaddleOracle();
        o.cap = 51;
        broken.put("ppyolo: one row more", o);
        o = new PaddleOracle();
        o.floatCells = true;
        broken.put("ppyolo: cells in float32", o);
        o = new PaddleOracle();
        o.weightlessVanish = true;
        broken.put("ppyolo: GTs without weight vanish", o);
        o = new PaddleOracle();
        o.iouThresh = .25f;
        o.ignoreThresh = .5f;
        o.cap = 6;
        o.othersOverwrite = true;
        broken.put("ppyolo-yolov3: further anchors overwrite", o);
    }

    private static int noticedAt(String name, SlotOracle oracle) {
        SlotCase row = SlotCase.all().stream()
                .filter(c -> name.startsWith(c.system() + ":"))
                .findFirst()
                .orElseThrow();
        for (int seed = 0; seed < SEEDS; seed++) {
            RandomBatch batch = RandomBatch.of(row.options(), seed);
            try (Duet duet = row.engine(batch).threads(1)) {
                new SlotComparison(row, oracle).compare(batch, duet);
            } catch (AssertionError e) {
                return seed;
            }
        }
        return SEEDS;
    }
}
