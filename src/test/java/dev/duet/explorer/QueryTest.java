package dev.duet.explorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class QueryTest {
    @Test
    void aKeyThatIsThereTwiceIsRefused() {
        assertThat(new Query("from=0&count=2").number("count", 9)).isEqualTo(2);
        assertThatThrownBy(() -> new Query("from=0&count=2&from=1")).hasMessage("from is there twice");
    }
}
