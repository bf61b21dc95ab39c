package dev.duet.io.labels;

import java.util.List;

/**
 * What Duet takes from a {@code data.yaml}: class names and the shape of keypoints. Names are texts as they are written ({@code no} and
 * {@code 1.0} too), a list or a map from index to name in any of YAML's forms.
 *
 * @param names by class index; empty where the file has none
 * @param keypointColumns how many numbers the keypoints of a box are; 0 where the file says nothing
 */
record DataYaml(List<String> names, int keypointColumns) {
    static final DataYaml NOTHING = new DataYaml(List.of(), 0);

    DataYaml withNames(List<String> others) {
        return new DataYaml(others, keypointColumns);
    }
}
