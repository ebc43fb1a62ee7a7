import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from synthetic import market

from sim.results import Results
from sim.results.tables import COLUMNS


def test_saved_and_loaded_tables_are_the_same(tmp_path):
    run = market(range(2), 0.2)
    run.save(tmp_path)
    loaded = Results.load(tmp_path)
    for name in COLUMNS:
        assert_frame_equal(loaded.table(name), run.table(name))
    assert loaded.seeds == [0, 1]


def test_a_folder_of_two_arms_names_them(tmp_path):
    for arm in ("baseline", "treated"):
        market(range(1)).save(tmp_path / arm)
    with pytest.raises(FileNotFoundError, match=r"load one of .*baseline, .*treated"):
        Results.load(tmp_path)


def test_the_same_tables_give_the_same_bytes_however_their_rows_were_ordered(tmp_path):
    run = market(range(2))
    shuffled = {
        name: run.table(name).sample(frac=1, random_state=1).astype({"seed": "int64"})
        for name in COLUMNS
        if name != "orders"
    }
    Results({name: run.table(name) for name in shuffled}).save(tmp_path / "one")
    Results(shuffled).save(tmp_path / "two")
    for name in shuffled:
        file = f"{name}.parquet"
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_concat_gives_the_same_in_any_order_of_parts():
    parts = [market(range(seed, seed + 1)) for seed in range(3)]
    for name in COLUMNS:
        assert_frame_equal(Results.concat(parts[::-1]).table(name), Results.concat(parts).table(name))
    assert Results.concat(parts).seeds == [0, 1, 2]


def test_concat_refuses_a_seed_that_occurs_twice():
    with pytest.raises(ValueError, match=r"seeds \[1\] occur"):
        Results.concat([market(range(2)), market(range(1, 3))])


def test_a_missing_table_says_how_to_get_it():
    run = market(range(1))
    slim = Results({name: run.table(name) for name in COLUMNS if name != "orders"})
    assert "orders" not in slim
    with pytest.raises(LookupError, match=r"results\.orders=true"):
        _ = slim.orders


def test_an_unknown_table_and_a_missing_column_are_refused():
    run = market(range(1))
    with pytest.raises(ValueError, match="'sale' is unknown"):
        Results({"sale": run.sales})
    with pytest.raises(ValueError, match="lacks the columns refunds"):
        Results({"sales": run.sales.drop(columns="refunds")})


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="no results"):
        Results.load(tmp_path)


def test_configuration_and_manifest_are_read_from_the_folder(tmp_path):
    market(range(1)).save(tmp_path)
    (tmp_path / "config.yaml").write_text("seed: 7\n", encoding="utf-8")
    (tmp_path / "manifest.json").write_text('{"version": "0.1"}', encoding="utf-8")
    loaded = Results.load(tmp_path)
    assert loaded.config == {"seed": 7}
    assert loaded.manifest == {"version": "0.1"}


def test_texts_become_categories_sorted_by_name_and_dates_keep_their_day():
    posts = market(range(1)).posts
    assert list(posts["shop"].cat.categories) == sorted(posts["shop"].cat.categories)
    assert posts["date"].dtype == np.dtype("datetime64[us]")
    assert posts["date"].min() == pd.Timestamp("2025-10-20")


def test_a_swept_key_may_stand_as_an_extra_column():
    run = market(range(2))
    swept = Results({"sales": run.sales.assign(depth=0.2)})
    assert swept.sales["depth"].eq(0.2).all()
